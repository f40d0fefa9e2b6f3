import type { Writable } from 'node:stream';
import type { Diagnosis } from '../../shared/diagnosis';
import { diagnosisSummary, diagnosisTitle, stepLines } from '../../shared/diagnosis-phrases';

/** Writes a diagnosis as it goes: a step when it is over, and all those before it are. */
export class DiagnosisLines {
  #written = 0;
  #hasTitle = false;

  constructor(private readonly output: Writable) {}

  /** How far it is now. */
  show(diagnosis: Diagnosis): void {
    if (!this.#hasTitle) this.output.write(`${diagnosisTitle(diagnosis)}\n`);
    this.#hasTitle = true;
    for (const step of diagnosis.steps.slice(this.#written)) {
      if (step.state === 'waiting' || step.state === 'running') return;
      this.output.write(
        stepLines(step)
          .map((line) => `${line}\n`)
          .join(''),
      );
      this.#written += 1;
    }
  }

  /** What it comes to. */
  end(diagnosis: Diagnosis): void {
    this.show(diagnosis);
    this.output.write(`${diagnosisSummary(diagnosis)}\n`);
  }
}
