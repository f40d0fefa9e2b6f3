import { outcomeOf, type Diagnosis, type DiagnosisStep, type StepId, type StepState } from './diagnosis';
import { tookText } from './durations-text';
import { sentence } from './phrases';

/** Words of a diagnosis: the window, its report to copy and the terminal say the same. */

export const stepNames: Readonly<Record<StepId, string>> = {
  local: 'Local port',
  kubeconfig: 'Kubeconfig',
  credentials: 'Credentials',
  'api-server': 'API server',
  permission: 'Permission',
  pod: 'Pod',
  port: 'Port',
  tunnel: 'Tunnel',
  app: 'App',
};

export const stepMarks: Readonly<Record<StepState, string>> = {
  waiting: '·',
  running: '…',
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '–',
};

/** For those who do not see the mark. */
export const stepWords: Readonly<Record<StepState, string>> = {
  waiting: 'waiting',
  running: 'running',
  ok: 'fine',
  warning: 'warning',
  failed: 'failed',
  skipped: 'skipped',
};

/** Why steps after `because` tell nothing. */
export function skippedText(because: StepId): string {
  return `Not looked at, because of ${stepNames[because].toLowerCase().replace('api', 'API')}.`;
}

export const cancelledText = 'Cancelled.';

/** What a step found, in one or more sentences: the problem first. Without what to do about it. */
export function stepText({ problem, detail }: DiagnosisStep): string {
  const message = problem === null ? '' : sentence(problem.message);
  const found = sentence(detail);
  return message === found ? found : [message, found].filter((text) => text !== '').join(' ');
}

/** `85 ms`; empty for a step that did not run. */
export function stepTime({ tookMs }: DiagnosisStep): string {
  return tookMs === null ? '' : tookText(tookMs);
}

/** What the diagnosis comes to. */
export function diagnosisSummary(diagnosis: Diagnosis): string {
  const names = (state: StepState) =>
    diagnosis.steps.filter((step) => step.state === state).map((step) => stepNames[step.id].replace(/^(?!API)./, low));
  switch (outcomeOf(diagnosis)) {
    case 'running':
      return `Looking at ${names('running')[0] ?? 'everything'}…`;
    case 'ok':
      return 'Everything is fine.';
    case 'warning':
      return `It works. Worth a look: ${names('warning').join(', ')}.`;
    case 'failed':
      return `Not fine: ${names('failed').join(', ')}.`;
    case 'cancelled':
      return 'Cancelled.';
  }
}

const nameWidth = Math.max(...Object.values(stepNames).map((name) => name.length));
const timeWidth = 7;

/** `✓ API server     85 ms  https://… answers`, and what to do in a line of its own. */
export function stepLines(step: DiagnosisStep): readonly string[] {
  const head = `${stepMarks[step.state]} ${stepNames[step.id].padEnd(nameWidth)}  ${stepTime(step).padStart(timeWidth)}`;
  const line = `${head}  ${stepText(step)}`.trimEnd();
  const hint = step.problem === null ? '' : sentence(step.problem.hint);
  return hint === '' ? [line] : [line, `${' '.repeat(head.length)}  → ${hint}`];
}

/** `orders-db (127.0.0.1:5432), looked at 2026-11-22T14:02:11Z`. */
export function diagnosisTitle({ alias, forwardId, startedAt }: Diagnosis): string {
  return `${alias} (${forwardId}), looked at ${new Date(startedAt).toISOString().replace(/\.\d+/, '')}`;
}

/** The whole as text for a colleague or an issue. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const lines = [diagnosisTitle(diagnosis), ...diagnosis.steps.flatMap(stepLines), diagnosisSummary(diagnosis)];
  return `${lines.join('\n')}\n`;
}

function low(letter: string): string {
  return letter.toLowerCase();
}
