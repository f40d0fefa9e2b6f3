import type { KubeObject } from './model-objects';
import type { Matcher } from './model-selectors';
import type { Change, ChangeType } from './model-store';

/** What a watch sends of a change. */
export interface WatchEvent {
  readonly type: ChangeType;
  readonly object: KubeObject;
}

/**
 * A change as seen through a selector, null when it is not seen: an object that starts to match is added, one that no
 * longer does is deleted.
 */
export function seenThrough(change: Change, matches: Matcher): WatchEvent | null {
  const isSeen = change.type !== 'DELETED' && matches(change.object);
  const wasSeen = change.previous !== null && matches(change.previous);
  if (isSeen) return { type: wasSeen ? 'MODIFIED' : 'ADDED', object: change.object };
  return wasSeen ? { type: 'DELETED', object: change.object } : null;
}
