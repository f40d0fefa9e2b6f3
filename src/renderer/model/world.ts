import type { ForwardId } from '../../shared/forward';
import { recentMs, sampleOf, withSample, type History, type Sample } from '../../shared/history';
import type { Beat, ConfigProblem, ConfigSource, ForwardView, Snapshot } from '../../shared/view';

/** All that main has told the window. Values only; every change makes a new one. */
export interface World {
  /** In the order of the configuration. */
  readonly forwards: ReadonlyMap<ForwardId, ForwardView>;
  /** The freshest sign of life of each forward. */
  readonly beats: ReadonlyMap<ForwardId, Beat>;
  /** What the heartbeats of the last minute said, oldest first. */
  readonly recent: ReadonlyMap<ForwardId, readonly Sample[]>;
  readonly watching: boolean;
  readonly source: ConfigSource;
  readonly problems: readonly ConfigProblem[];
}

/** Before main has answered. */
export const nothingKnown: World = {
  forwards: new Map(),
  beats: new Map(),
  recent: new Map(),
  watching: true,
  source: { kind: 'none', path: '' },
  problems: [],
};

/** Something that main said. */
export type Change =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'forwards'; readonly changed: readonly ForwardView[]; readonly removed: readonly ForwardId[] }
  | { readonly kind: 'beats'; readonly beats: readonly Beat[] }
  /** What main has kept from when nobody listened. */
  | { readonly kind: 'history'; readonly past: readonly History[] };

export function worldOf(snapshot: Snapshot): World {
  return {
    forwards: new Map(snapshot.forwards.map((view) => [view.id, view])),
    beats: new Map(snapshot.forwards.flatMap((view) => (view.beat ? [[view.id, view.beat]] : []))),
    recent: new Map(),
    watching: snapshot.watching,
    source: snapshot.source,
    problems: snapshot.problems,
  };
}

/** The world after a change. Applying a change twice is the same as once. */
export function reduce(world: World, change: Change): World {
  switch (change.kind) {
    case 'snapshot':
      return { ...worldOf(change.snapshot), recent: ofThese(world.recent, change.snapshot.forwards) };
    case 'forwards':
      return afterForwards(world, change.changed, change.removed);
    case 'beats':
      return { ...world, beats: afterBeats(world, change.beats), recent: afterRecent(world, change.beats) };
    case 'history':
      return { ...world, recent: withPast(world, change.past) };
  }
}

function afterForwards(world: World, changed: readonly ForwardView[], removed: readonly ForwardId[]): World {
  const forwards = new Map(world.forwards);
  const beats = new Map(world.beats);
  const recent = new Map(world.recent);
  for (const view of changed) {
    forwards.set(view.id, view);
    if (view.beat === null) beats.delete(view.id);
    else if (isFresher(view.beat, beats.get(view.id))) beats.set(view.id, view.beat);
  }
  for (const id of removed) {
    forwards.delete(id);
    beats.delete(id);
    recent.delete(id);
  }
  return { ...world, forwards, beats, recent };
}

function afterBeats(world: World, news: readonly Beat[]): ReadonlyMap<ForwardId, Beat> {
  const beats = new Map(world.beats);
  for (const beat of news) {
    // A batch may be on its way while a forward is removed or stopped.
    if (world.forwards.has(beat.id) && isFresher(beat, beats.get(beat.id))) beats.set(beat.id, beat);
  }
  return beats;
}

function isFresher(beat: Beat, known: Beat | undefined): boolean {
  return known === undefined || beat.at >= known.at;
}

function afterRecent(world: World, news: readonly Beat[]): World['recent'] {
  const recent = new Map(world.recent);
  for (const beat of news) {
    if (world.forwards.has(beat.id)) {
      recent.set(beat.id, withSample(recent.get(beat.id) ?? [], sampleOf(beat), recentMs));
    }
  }
  return recent;
}

/** What was heard while main answered comes after what it has kept. */
function withPast(world: World, past: readonly History[]): World['recent'] {
  const recent = new Map(world.recent);
  for (const { id, samples } of past) {
    const until = samples.at(-1)?.at ?? -Infinity;
    const heard = (recent.get(id) ?? []).filter(({ at }) => at > until);
    if (world.forwards.has(id)) recent.set(id, [...samples, ...heard]);
  }
  return recent;
}

function ofThese(recent: World['recent'], views: readonly ForwardView[]): World['recent'] {
  return new Map(views.flatMap(({ id }) => (recent.has(id) ? [[id, recent.get(id) ?? []] as const] : [])));
}
