import { newDiagnosis, type Diagnosis, type DiagnosisStep, type StepId, withStep } from '../../shared/diagnosis';
import { cancelledText, skippedText, stepNames } from '../../shared/diagnosis-phrases';
import type { ForwardSpec } from '../../shared/forward';
import { type Problem, problemOf, type Suspect } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import { type Finding, failed, type Found } from './finding';
import { withoutSecrets } from './secrets';

/** How long a step may take, in milliseconds. */
export const stepMs = 5_000;

export interface StepOptions {
  /** Its deadline in milliseconds, `stepMs` unless told. */
  readonly ms?: number;
  /** What an error means, a `DeadlineError` among them. */
  readonly explain?: (error: unknown) => Problem;
}

/** A diagnosis on its way: runs its steps one after the other, each with a deadline, and tells how far it is. */
export class DiagnosisProgress {
  readonly #secrets = new Set<string>();
  #diagnosis: Diagnosis;

  constructor(
    { id, alias }: Pick<ForwardSpec, 'id' | 'alias'>,
    private readonly clock: Clock,
    private readonly onProgress: (diagnosis: Diagnosis) => void,
    private readonly signal: AbortSignal,
  ) {
    this.#diagnosis = newDiagnosis(id, alias, clock.wallTime());
    onProgress(this.#diagnosis);
  }

  #isCancelled(): boolean {
    return this.signal.aborted;
  }

  get diagnosis(): Diagnosis {
    return this.#diagnosis;
  }

  /** What must never stand in what is told from now on. */
  hide(secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  /** Runs one step; what it gained, or null when it failed or the diagnosis was cancelled. */
  async step<T>(
    id: StepId,
    work: (signal: AbortSignal) => Promise<Found<T>>,
    { ms = stepMs, explain = (error) => explained(id, error) }: StepOptions = {},
  ): Promise<T | null> {
    if (this.#isCancelled()) {
      this.#cancelled(id);
      return null;
    }
    this.#change(id, { state: 'running' });
    const startedAt = this.clock.now();
    try {
      const { finding, gained } = await withDeadline(this.clock, id, ms, work, this.signal);
      this.#change(id, { ...finding, tookMs: this.clock.now() - startedAt });
      return gained;
    } catch (error) {
      if (this.#isCancelled()) this.#cancelled(id);
      else this.#change(id, { ...failed(explain(error)), tookMs: this.clock.now() - startedAt });
      return null;
    }
  }

  /** A later step has found out more about an earlier one. */
  amend(id: StepId, finding: Finding): void {
    this.#change(id, finding);
  }

  /** The steps that still wait would tell nothing, because of that one; or nobody wants to know any more. */
  skipRest(because: StepId): void {
    for (const { id } of this.#diagnosis.steps.filter(({ state }) => state === 'waiting')) {
      if (this.#isCancelled()) this.#cancelled(id);
      else this.#change(id, { state: 'skipped', detail: skippedText(because) });
    }
  }

  #cancelled(id: StepId): void {
    this.#change(id, { state: 'skipped', detail: cancelledText });
  }

  #change(id: StepId, change: Partial<Omit<DiagnosisStep, 'id'>>): void {
    const hide = (text: string) => withoutSecrets(text, this.#secrets);
    const { detail, problem } = change;
    this.#diagnosis = withStep(this.#diagnosis, id, {
      ...change,
      ...(detail === undefined ? {} : { detail: hide(detail) }),
      ...(problem ? { problem: { ...problem, message: hide(problem.message), hint: hide(problem.hint) } } : {}),
    });
    this.onProgress(this.#diagnosis);
  }
}

const suspects: Readonly<Record<StepId, Suspect>> = {
  local: 'local',
  kubeconfig: 'local',
  credentials: 'credentials',
  'api-server': 'api-server',
  permission: 'api-server',
  pod: 'api-server',
  port: 'pod',
  tunnel: 'api-server',
  app: 'app',
};

function explained(id: StepId, error: unknown): Problem {
  if (!(error instanceof DeadlineError)) return problemOf(error);
  const message = `${stepNames[id]}: no answer within ${String(error.ms / 1_000)} s`;
  return { code: 'timed-out', message, hint: '', suspect: suspects[id] };
}
