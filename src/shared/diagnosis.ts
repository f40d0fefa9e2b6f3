import type { EpochMs, ForwardId } from './forward';
import type { Problem } from './problem';

/** What a diagnosis looks at, in this order: from the local port to the app in the pod. */
export const stepIds = [
  'local',
  'kubeconfig',
  'credentials',
  'api-server',
  'permission',
  'pod',
  'port',
  'tunnel',
  'app',
] as const;

export type StepId = (typeof stepIds)[number];
export type StepState = 'waiting' | 'running' | 'ok' | 'warning' | 'failed' | 'skipped';

export interface DiagnosisStep {
  readonly id: StepId;
  readonly state: StepState;
  /** Milliseconds; null while it has not run to an end. */
  readonly tookMs: number | null;
  /** What was found, or why it was skipped: a sentence without secrets. Empty before that. */
  readonly detail: string;
  /** What is wrong, when it failed. */
  readonly problem: Problem | null;
}

/** One look at everything that one forward needs, step by step. Plain data, without secrets. */
export interface Diagnosis {
  readonly forwardId: ForwardId;
  readonly alias: string;
  readonly startedAt: EpochMs;
  /** All of `stepIds`, in that order. */
  readonly steps: readonly DiagnosisStep[];
}

export type DiagnosisOutcome = 'running' | 'ok' | 'warning' | 'failed' | 'cancelled';

/** A diagnosis of which nothing has begun. */
export function newDiagnosis(forwardId: ForwardId, alias: string, startedAt: EpochMs): Diagnosis {
  const steps = stepIds.map((id) => ({ id, state: 'waiting', tookMs: null, detail: '', problem: null }) as const);
  return { forwardId, alias, startedAt, steps };
}

/** The same with one step changed. */
export function withStep(diagnosis: Diagnosis, id: StepId, change: Partial<Omit<DiagnosisStep, 'id'>>): Diagnosis {
  const steps = diagnosis.steps.map((step) => (step.id === id ? { ...step, ...change } : step));
  return { ...diagnosis, steps };
}

/** What it comes to; `cancelled` when steps were skipped though none failed. */
export function outcomeOf({ steps }: Diagnosis): DiagnosisOutcome {
  const has = (state: StepState) => steps.some((step) => step.state === state);
  if (has('waiting') || has('running')) return 'running';
  if (has('failed')) return 'failed';
  if (has('skipped')) return 'cancelled';
  return has('warning') ? 'warning' : 'ok';
}
