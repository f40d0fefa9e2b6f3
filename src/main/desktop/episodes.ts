import type { AppEvent } from '../../shared/events';
import type { EpochMs, ForwardId } from '../../shared/forward';
import type { Suspect } from '../../shared/problem';
import type { ForwardView } from '../../shared/view';

/** A hang that the watchdog reported, until the forward is known to work again or is no longer wanted. */
export interface Episode {
  readonly forwardId: ForwardId;
  readonly reportedAt: EpochMs;
  readonly elapsedMs: number;
  readonly suspect: Suspect;
  /** The user restarted it: nothing more is claimed until it is back, or hangs anew. */
  readonly restartedAt: EpochMs | null;
  /** How long it hung, once the watchdog has seen progress again. */
  readonly hungForMs: number | null;
}

export type Episodes = ReadonlyMap<ForwardId, Episode>;

/** What an event adds to what is known. Answers the same map when it adds nothing. */
export function withEvent(episodes: Episodes, event: AppEvent): Episodes {
  if (event.type === 'watchdog.hung') {
    const { forwardId, elapsedMs, suspect } = event;
    const fresh = { forwardId, reportedAt: event.time, elapsedMs, suspect };
    return new Map(episodes).set(forwardId, { ...fresh, restartedAt: null, hungForMs: null });
  }
  if (event.type !== 'watchdog.recovered' && event.type !== 'watchdog.restarted') return episodes;
  const episode = episodes.get(event.forwardId);
  if (episode === undefined) return episodes;
  if (event.type === 'watchdog.recovered') {
    return new Map(episodes).set(event.forwardId, { ...episode, hungForMs: event.hungForMs });
  }
  return event.byUser ? new Map(episodes).set(event.forwardId, { ...episode, restartedAt: event.time }) : episodes;
}

/**
 * What may be said of a forward that hung. `waiting`: no longer hung, not yet forwarding either, so nothing.
 * `over`: stopped, removed, without a tunnel that could hang, or failed, which has words of its own.
 */
export type Standing = 'hung' | 'waiting' | 'back' | 'over';

export function standingOf(episode: Episode, view: ForwardView | undefined): Standing {
  if (view === undefined || ['stopped', 'failed', 'listening'].includes(view.state.kind)) return 'over';
  if (view.state.kind === 'active' && (episode.hungForMs !== null || provenSince(episode, view))) return 'back';
  return episode.hungForMs !== null || episode.restartedAt !== null ? 'waiting' : 'hung';
}

/** How long it was hung, for "back after". */
export function lengthMs(episode: Episode, now: EpochMs): number {
  return episode.hungForMs ?? Math.max(episode.elapsedMs, now - (episode.reportedAt - episode.elapsedMs));
}

/** The last proof of progress is later than the user's restart, which may have ended the episode without a report. */
function provenSince(episode: Episode, { beat }: ForwardView): boolean {
  return episode.restartedAt !== null && beat !== null && beat.at - beat.ageMs > episode.restartedAt;
}
