import { agoText } from '../../shared/durations-text';
import { isRunning } from '../../shared/forward';
import type { Beat, ForwardView } from '../../shared/view';

/** What the heartbeat cell shows. `count` changes with every heartbeat, and only then does the pulse move. */
export type Heartbeat =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'beating' | 'late' | 'silent'; readonly text: string; readonly count: number };

/** Time since the last proof of progress, by now, in milliseconds. Never less than what main measured. */
export function beatAgeMs(beat: Beat, now: number): number {
  return beat.ageMs + Math.max(0, now - beat.at);
}

export function heartbeatOf(view: ForwardView, beat: Beat | undefined, now: number): Heartbeat {
  if (!isRunning(view.state)) return { kind: 'none' };
  if (beat === undefined) return { kind: 'waiting' };
  const kind = view.state.kind === 'hung' ? 'silent' : view.stale ? 'late' : 'beating';
  return { kind, text: agoText(beatAgeMs(beat, now)), count: beat.count };
}
