import { type ClusterId, clusterIdOf } from '../../shared/cluster-ref';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import type { Clusters } from './clusters';
import type { EventBus } from './event-bus';
import type { ForwardBook } from './forward-book';
import type { Watchdog } from './watchdog';

/** How long an API server may take to answer before it counts as silent, in milliseconds. */
const answerMs = 3_000;

export interface InquiryParts {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly book: ForwardBook;
  readonly watchdog: Watchdog;
  readonly clusters: Pick<Clusters, 'answers'>;
}

/**
 * When a tunnel falls silent, asks its API server whether it answers anybody, so that a hang can be blamed on the right
 * part by the time it is one. Nothing is asked while all is well, and one question per cluster is under way at a time.
 */
export function inquireIntoSilence({ clock, bus, book, watchdog, clusters }: InquiryParts): Disposable {
  const store = new DisposableStore();
  const stop = new AbortController();
  store.add(toDisposable(() => stop.abort(new Error('Portwatch is stopping.'))));
  const asked = new Map<string, Promise<boolean>>();

  const ask = (cluster: ClusterId): Promise<boolean> => {
    const known = asked.get(cluster);
    if (known) return known;
    const question = withDeadline(
      clock,
      'Asking the API server',
      answerMs,
      (signal) => clusters.answers(cluster, signal),
      stop.signal,
    )
      .catch(() => false)
      .finally(() => asked.delete(cluster));
    asked.set(cluster, question);
    return question;
  };

  store.add(
    bus.on('health.stale', ({ forwardId }) => {
      const spec = book.get(forwardId)?.spec;
      if (!spec) return;
      void ask(clusterIdOf(spec)).then((answers) => {
        if (!stop.signal.aborted) watchdog.blame(forwardId, answers ? 'pod' : 'api-server');
      });
    }),
  );
  return store;
}
