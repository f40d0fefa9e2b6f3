import type { Refusal } from '../../shared/outcome';

/** A request that was not even answered, as one that was refused. */
export function refusalOf(error: unknown): Refusal {
  return { ok: false, message: error instanceof Error ? error.message : String(error), hint: '' };
}
