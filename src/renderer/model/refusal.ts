import { messageOf } from '../../shared/message-of';
import type { Refusal } from '../../shared/outcome';
import { sentence } from '../../shared/phrases';

/** A request that was not even answered, as one that was refused. */
export function refusalOf(error: unknown): Refusal {
  return { ok: false, message: messageOf(error), hint: '' };
}

/** Why not, and what to do about it. */
export function refusalSentence({ message, hint }: Pick<Refusal, 'message' | 'hint'>): string {
  return `${sentence(message)} ${sentence(hint)}`.trim();
}
