import { agoText } from '../../shared/durations-text';
import { isRunning } from '../../shared/forward';
import type { Beat, ForwardView } from '../../shared/view';

/** What the heartbeat cell shows. `fresh`: it has only just come. */
export type Heartbeat =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'beating' | 'late' | 'silent' | 'unwatched'; readonly text: string; readonly fresh: boolean };

/** Time since the last proof of progress, by now, in milliseconds. Never less than what main measured. */
export function beatAgeMs(beat: Beat, now: number): number {
  return beat.ageMs + Math.max(0, now - beat.at);
}

/** Older than this, in milliseconds, a heartbeat proves nothing, even if main has not said so: it may be main that is stuck. */
const worthlessAfterMs = 60_000;

/** For so long, in milliseconds, a heartbeat is seen to have come; till the next tick of the window's clock at least. */
const freshMs = 500;

export function heartbeatOf(view: ForwardView, beat: Beat | undefined, watching: boolean, now: number): Heartbeat {
  if (!isRunning(view.state)) return { kind: 'none' };
  if (beat === undefined) return { kind: 'waiting' };
  const ageMs = beatAgeMs(beat, now);
  return { kind: kindOf(view, watching, ageMs), text: agoText(ageMs), fresh: now - beat.at < freshMs };
}

function kindOf(view: ForwardView, watching: boolean, ageMs: number): 'beating' | 'late' | 'silent' | 'unwatched' {
  if (view.state.kind === 'hung') return 'silent';
  if (!watching) return 'unwatched';
  return view.stale || ageMs > worthlessAfterMs ? 'late' : 'beating';
}
