import { clusterIdOf } from '../../shared/cluster-ref';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { EventBus } from './event-bus';
import type { ForwardBook } from './forward-book';
import { announceStuck } from './stuck-news';
import type { Watchdog } from './watchdog';

/**
 * Keeps in the book what the watchdog announces. Made before any surface listens, so that whoever hears an event finds
 * the forward shown accordingly.
 */
export function noteHealth(bus: EventBus, watchdog: Watchdog, book: ForwardBook, clock: Clock): Disposable {
  const store = new DisposableStore();
  store.add(
    bus.on('watchdog.heartbeat', ({ beats }) => {
      for (const beat of beats) {
        const before = book.get(beat.id)?.beat?.traffic.stuck;
        book.noteBeat(beat.id, beat, watchdog.isStale(beat.id));
        announceStuck(bus, beat.id, before, beat.traffic.stuck);
      }
    }),
  );
  store.add(bus.on('health.stale', ({ forwardId }) => book.update(forwardId, { stale: true })));
  store.add(
    bus.on('watchdog.hung', ({ forwardId, phase, elapsedMs, suspect }) => {
      const record = book.get(forwardId);
      if (!record) return;
      const since = Math.round(clock.wallTime() - elapsedMs);
      book.update(forwardId, { hung: { kind: 'hung', phase, since, elapsedMs, suspect }, stale: false });
      bus.publish('health.changed', { forwardId, from: record.state.kind, to: 'hung' });
    }),
  );
  store.add(
    bus.on('watchdog.recovered', ({ forwardId }) => {
      const record = book.get(forwardId);
      if (!record) return;
      book.update(forwardId, { hung: null, stale: false });
      // It may have answered again by itself, without any change that its worker would tell.
      if (record.hung) bus.publish('health.changed', { forwardId, from: 'hung', to: record.state.kind });
    }),
  );
  store.add(
    bus.on('credentials.obtained', ({ credentials, ...cluster }) => {
      book.noteCredentials(clusterIdOf(cluster), credentials);
    }),
  );
  return store;
}
