import type { Refusal } from '../../shared/outcome';
import { messageOf } from '../../shared/message-of';

/** A request that was not even answered, as one that was refused. */
export function refusalOf(error: unknown): Refusal {
  return { ok: false, message: messageOf(error), hint: '' };
}
