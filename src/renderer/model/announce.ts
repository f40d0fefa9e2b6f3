import type { AppEvent } from '../../shared/events';
import { durationText } from '../../shared/durations-text';
import type { ForwardId } from '../../shared/forward';
import { eventSentence } from '../../shared/event-phrases';
import { hungSentence, sentence } from '../../shared/phrases';
import type { ForwardView } from '../../shared/view';

/** What a screen reader is told by itself: only hangs, recoveries, failures, and what a changed file came to. Null for everything else. */
export function announcement(event: AppEvent, forwards: ReadonlyMap<ForwardId, ForwardView>): string | null {
  if (event.type === 'config.reloaded') return `${eventSentence(event)}.`;
  if (!('forwardId' in event)) return null;
  const name = forwards.get(event.forwardId)?.alias ?? event.forwardId;
  if (event.type === 'watchdog.hung') return `${name} is hung. ${hungSentence(event.elapsedMs, event.suspect)}`;
  if (event.type === 'watchdog.recovered') return `${name} is back after ${durationText(event.hungForMs)}.`;
  if (event.type === 'forward.error' && !event.connection) return `${name} failed. ${sentence(event.problem.message)}`;
  return null;
}
