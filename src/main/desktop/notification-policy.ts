import { isDeepStrictEqual } from 'node:util';
import type { AppEvent } from '../../shared/events';
import { allNotices, type Mute, muteOf, muteOfAll, type NoticeChoice } from '../../shared/preferences';
import type { ForwardView, Snapshot } from '../../shared/view';
import { withEvent, type Episodes } from './episodes';
import type { NotificationCommand } from './notification';
import {
  ailingQuietMs,
  backStaysMs,
  draftAll,
  type NotificationKind,
  standingsOf,
  type Draft,
  type Posted,
} from './notification-drafts';

/** What the user wants to be told. */
export interface Wishes {
  readonly notices: NoticeChoice;
  readonly mutes: readonly Mute[];
}

export const tellAll: Wishes = { notices: allNotices, mutes: [] };

/** What the policy remembers between rounds. */
export interface NotificationMemory {
  readonly episodes: Episodes;
  readonly posted: readonly Posted[];
  readonly nextKey: number;
  /** Monotonic milliseconds; null before the first sound. */
  readonly lastSoundAt: number | null;
}

export interface NotificationRound {
  readonly memory: NotificationMemory;
  readonly commands: readonly NotificationCommand[];
  /** When to decide again though nothing happens, monotonic; null for never. */
  readonly wakeAt: number | null;
}

/** At most one sound in this time. */
const soundEveryMs = 60_000;

export const noMemory: NotificationMemory = { episodes: new Map(), posted: [], nextKey: 1, lastSoundAt: null };

/** Takes note of an event. Nothing is said before `decide`. */
export function noteEvent(memory: NotificationMemory, event: AppEvent): NotificationMemory {
  const episodes = withEvent(memory.episodes, event);
  return episodes === memory.episodes ? memory : { ...memory, episodes };
}

/** The user closed or clicked it: it is no longer on the screen. */
export function noteClosed(memory: NotificationMemory, key: number): NotificationMemory {
  return { ...memory, posted: memory.posted.map((old) => (old.key === key ? { ...old, visible: false } : old)) };
}

/**
 * What must change on the screen so that it says what is true now, and no more. Called once per batch of news, so
 * that what happened together is told together. What is muted is taken back, and told when it is not any more, if it is
 * still true.
 */
export function decide(
  memory: NotificationMemory,
  whole: Snapshot,
  time: { readonly now: number; readonly wallTime: number },
  wishes: Wishes = tellAll,
): NotificationRound {
  const { episodes, posted } = memory;
  const all = new Map(whole.forwards.map((view) => [view.id, view]));
  const standings = standingsOf(episodes, all);
  const snapshot = toldOf(whole, wishes, time.wallTime);
  const views = new Map(snapshot.forwards.map((view) => [view.id, view]));
  const told = new Map([...standings].filter(([id]) => views.has(id) || !all.has(id)));
  const wanted = draftAll({ snapshot, views, episodes, standings: told, posted, ...time }).filter(({ kind }) =>
    isWanted(kind, wishes.notices),
  );
  const round = apply(memory, wanted, time.now, wishes.notices.sound);
  const awaited = new Set(round.memory.posted.flatMap((old) => (old.kind === 'hung' ? old.returned : [])));
  const open = [...episodes].filter(
    ([id]) => awaited.has(id) || standings.get(id) === 'hung' || standings.get(id) === 'waiting',
  );
  const ends = round.memory.posted.flatMap(endsAt);
  return {
    ...round,
    memory: { ...round.memory, episodes: new Map(open) },
    wakeAt: ends.length === 0 ? null : Math.min(...ends),
  };
}

/** The part of everything that notifications may speak of. */
function toldOf(whole: Snapshot, { mutes }: Wishes, wallTime: number): Snapshot {
  const isTold = (view: ForwardView) => view.notify !== false && muteOf(mutes, view, wallTime) === null;
  const problems = muteOfAll(mutes, wallTime) === null ? whole.problems : [];
  return { ...whole, forwards: whole.forwards.filter(isTold), problems };
}

function isWanted(kind: NotificationKind, notices: NoticeChoice): boolean {
  return notices[kind === 'back' ? 'hung' : kind];
}

/** When something about it changes by time alone. */
function endsAt({ kind, shownAt, returned }: Posted): readonly number[] {
  if (kind === 'back') return [shownAt + backStaysMs];
  return kind === 'ailing' && returned.length > 0 ? [shownAt + ailingQuietMs] : [];
}

/** The difference between what is on the screen and what should be. */
function apply(
  memory: NotificationMemory,
  drafts: readonly Draft[],
  now: number,
  sound: boolean,
): Omit<NotificationRound, 'wakeAt'> {
  const before = new Map(memory.posted.map((old) => [old.key, old]));
  const kept = new Set(drafts.map(({ key }) => key));
  const commands: NotificationCommand[] = memory.posted.flatMap((old) =>
    old.visible && !kept.has(old.key) ? [{ kind: 'close', key: old.key }] : [],
  );
  let { nextKey, lastSoundAt } = memory;
  const posted = drafts.map((draft): Posted => {
    const old = draft.key === null ? undefined : before.get(draft.key);
    const key = draft.key ?? nextKey++;
    const { kind, subjects, returned, content } = draft;
    const after = { key, kind, subjects, returned, content };
    const shownAt = old?.shownAt ?? now;
    if (content === null) {
      if (old?.visible === true) commands.push({ kind: 'close', key });
      return { ...after, visible: false, shownAt };
    }
    const visible = old?.visible ?? false;
    if (visible ? isDeepStrictEqual(old?.content, content) : !draft.news) return { ...after, visible, shownAt };
    const silent =
      !sound || kind === 'back' || !draft.news || (lastSoundAt !== null && now - lastSoundAt < soundEveryMs);
    if (!silent) lastSoundAt = now;
    commands.push({ kind: visible ? 'replace' : 'show', key, content, silent });
    return { ...after, visible: true, shownAt: draft.news ? now : shownAt };
  });
  return { memory: { ...memory, posted, nextKey, lastSoundAt }, commands };
}
