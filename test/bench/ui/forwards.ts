import type { Beat, ForwardView } from '../../../src/shared/view';

/** As many forwards make a group, as clusters do. */
const groupSize = 25;
/** Every so many carry traffic, and change their state now and then. */
const busyEvery = 3;
const restlessEvery = 50;

/** Forwards that are all active but a few, each with a heartbeat. `now` in milliseconds since 1970. */
export function benchForwards(count: number, now: number): readonly ForwardView[] {
  return Array.from({ length: count }, (_, index): ForwardView => {
    const address = `127.0.0.1:${String(20_000 + index)}`;
    const name = `service-${String(index).padStart(3, '0')}`;
    const context = `cluster-${String(Math.floor(index / groupSize)).padStart(2, '0')}`;
    const view: ForwardView = {
      id: address,
      alias: name,
      group: context,
      context,
      namespace: 'shop',
      target: `service/${name}`,
      port: 'http',
      address,
      onHang: 'reconnect',
      state: { kind: 'active', pod: `${name}-7f9c6d5b4-x2x8k`, since: now - 125 * 60_000, transport: 'websocket' },
      stale: false,
      restarts: index % 3,
      beat: null,
    };
    return index % 41 === 40 ? { ...view, state: { kind: 'stopped' } } : { ...view, beat: beatOf(view, index, 0, now) };
  });
}

/** What a poll brings: a heartbeat of every forward that runs. */
export function benchBeats(views: readonly ForwardView[], poll: number, now: number): readonly Beat[] {
  return views.flatMap((view, index) => (view.beat === null ? [] : [beatOf(view, index, poll, now)]));
}

/** What changes between two polls: a few forwards become stale, and well again. */
export function benchChanges(views: readonly ForwardView[], second: number): readonly ForwardView[] {
  return views
    .filter((view, index) => view.beat !== null && index % restlessEvery === second % restlessEvery)
    .map((view) => ({ ...view, stale: second % 2 === 0 }));
}

function beatOf({ id }: ForwardView, index: number, poll: number, now: number): Beat {
  const rounds = index % busyEvery === 0 ? poll : 0;
  return {
    id,
    at: now,
    ageMs: (index * 37) % 2_500,
    count: 400 + poll,
    roundTripMs: 18 + ((index * 31 + poll * 7) % 90) / 10,
    traffic: {
      openConnections: (index + poll) % 5,
      totalConnections: 96 + poll,
      heldConnections: 0,
      bytesUp: rounds * (1_000 + ((index * 131 + poll * 977) % 9_000)),
      bytesDown: rounds * (20_000 + ((index * 7_919 + poll * 31_337) % 400_000)),
    },
  };
}
