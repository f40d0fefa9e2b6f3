import { isDeepStrictEqual } from 'node:util';
import type { ForwardDraft } from '../../../shared/import-plan';
import { editConfigText, forwardsOf } from '../edit-text';

/** A config's text without the forwards that an import had added. */
export interface Undone {
  readonly text: string;
  readonly removed: readonly ForwardDraft[];
  /** Those that are not there, or not as they were added. */
  readonly left: readonly ForwardDraft[];
}

/** Takes exactly those forwards out again that are still what was added. Throws `UneditableError`. */
export function undoImport(text: string, added: readonly ForwardDraft[]): Undone {
  const there = forwardsOf(text);
  const isThere = (draft: ForwardDraft) => there.some((other) => isDeepStrictEqual(other, draft));
  const removed = added.filter(isThere);
  const without = removed.reduce((left, forward) => editConfigText(left, { kind: 'delete', forward }), text);
  return { text: without, removed, left: added.filter((draft) => !isThere(draft)) };
}
