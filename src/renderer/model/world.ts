import type { ForwardId } from '../../shared/forward';
import type { Beat, ConfigProblem, ConfigSource, ForwardView, Snapshot } from '../../shared/view';

/** All that main has told the window. Values only; every change makes a new one. */
export interface World {
  /** In the order of the configuration. */
  readonly forwards: ReadonlyMap<ForwardId, ForwardView>;
  /** The freshest sign of life of each forward. */
  readonly beats: ReadonlyMap<ForwardId, Beat>;
  readonly watching: boolean;
  readonly source: ConfigSource;
  readonly problems: readonly ConfigProblem[];
}

/** Before main has answered. */
export const nothingKnown: World = {
  forwards: new Map(),
  beats: new Map(),
  watching: true,
  source: { kind: 'none', path: '' },
  problems: [],
};

/** Something that main said. */
export type Change =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'forwards'; readonly changed: readonly ForwardView[]; readonly removed: readonly ForwardId[] }
  | { readonly kind: 'beats'; readonly beats: readonly Beat[] };

export function worldOf(snapshot: Snapshot): World {
  return {
    forwards: new Map(snapshot.forwards.map((view) => [view.id, view])),
    beats: new Map(snapshot.forwards.flatMap((view) => (view.beat ? [[view.id, view.beat]] : []))),
    watching: snapshot.watching,
    source: snapshot.source,
    problems: snapshot.problems,
  };
}

/** The world after a change. Applying a change twice is the same as once. */
export function reduce(world: World, change: Change): World {
  switch (change.kind) {
    case 'snapshot':
      return worldOf(change.snapshot);
    case 'forwards':
      return afterForwards(world, change.changed, change.removed);
    case 'beats':
      return { ...world, beats: afterBeats(world, change.beats) };
  }
}

function afterForwards(world: World, changed: readonly ForwardView[], removed: readonly ForwardId[]): World {
  const forwards = new Map(world.forwards);
  const beats = new Map(world.beats);
  for (const view of changed) {
    forwards.set(view.id, view);
    if (view.beat === null) beats.delete(view.id);
    else if (isFresher(view.beat, beats.get(view.id))) beats.set(view.id, view.beat);
  }
  for (const id of removed) {
    forwards.delete(id);
    beats.delete(id);
  }
  return { ...world, forwards, beats };
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
