import type { StepState } from '../../shared/diagnosis';
import type { Problem } from '../../shared/problem';

/** What a step found out. */
export interface Finding {
  readonly state: Extract<StepState, 'ok' | 'warning' | 'failed'>;
  readonly detail: string;
  readonly problem: Problem | null;
}

/** A finding, and what later steps need of it; null when they cannot go on without. */
export interface Found<T> {
  readonly finding: Finding;
  readonly gained: T | null;
}

export function ok(detail: string): Finding {
  return { state: 'ok', detail, problem: null };
}

export function warning(detail: string): Finding {
  return { state: 'warning', detail, problem: null };
}

/** What the forward does about it, such as trying again, is not what a single look does: it is left out of the hint. */
export function failed(problem: Problem, detail = ''): Finding {
  const hint = problem.hint.replace(/ ?Portwatch (keeps|connects|looks) [^.]*\.$/, '');
  return { state: 'failed', detail, problem: { ...problem, hint } };
}
