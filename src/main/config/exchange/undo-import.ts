import type { ForwardDraft } from '../../../shared/import-plan';
import type { WrittenContext } from '../context-entries';
import { forwardsOf, removeForwards } from '../edit-text';
import { forwardText } from '../forward-text';

/** A config's text without the forwards that an import had added. */
export interface Undone {
  readonly text: string;
  readonly removed: readonly ForwardDraft[];
  /** Those that are not there, or not as they were added. */
  readonly left: readonly ForwardDraft[];
}

/**
 * Takes exactly those forwards out again that are still what was added, and the entries of `contexts` that are as they were
 * written for them when nothing else is in them. Throws `UneditableError`.
 */
export function undoImport(
  text: string,
  added: readonly ForwardDraft[],
  contexts: readonly WrittenContext[] = [],
): Undone {
  const there = new Map<string, number>();
  for (const forward of forwardsOf(text)) there.set(forwardText(forward), (there.get(forwardText(forward)) ?? 0) + 1);
  const isThere = (draft: ForwardDraft) => {
    const count = there.get(forwardText(draft)) ?? 0;
    there.set(forwardText(draft), count - 1);
    return count > 0;
  };
  const removed = added.filter(isThere);
  return {
    text: removeForwards(text, removed, contexts),
    removed,
    left: added.filter((draft) => !removed.includes(draft)),
  };
}
