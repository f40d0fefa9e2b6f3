import { clusterIdOf } from '../../shared/cluster-ref';
import { needsCluster } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { ForwardView } from '../../shared/view';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import type { NetworkChange } from '../base/network-picture';
import type { Shock } from '../worker/protocol';
import type { Trouble } from './application';
import type { EventBus } from './event-bus';
import { shockOf } from './shock';
import type { MachineWatch } from './machine-watch';
import type { Resolver } from './resolver';
import type { Watchdog } from './watchdog';
import type { Excuse } from './watchdog-contract';

export interface MachineNewsParts {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly machine: MachineWatch;
  readonly watchdog: Pick<Watchdog, 'onDidExcuse'>;
  readonly resolver: Pick<Resolver, 'probe'>;
  readonly clusters: {
    /** Connections to API servers may be dead without knowing: go on over new ones. */
    renewConnections(): void;
    allowRetry(clusters: null): void;
    /** What could not be read of it may be readable now. Never rejects. */
    rereadKubeconfig(): Promise<void>;
  };
  readonly engine: {
    views(): readonly ForwardView[];
    shake(shock: Shock): void;
    clockSet(byMs: number): void;
    retryAfter(code: Problem['code']): void;
  };
  readonly noteTrouble: (name: string, trouble: Trouble | null) => void;
}

/** How long an API server may take to answer before it counts as out of reach, in milliseconds. */
const answerMs = 3_000;

/** A clock that was set and the silence that it looked like are noticed within so many milliseconds of each other. */
const sameMs = 4_000;

/** One sleep may be told twice, by the system and by what it did to the clocks, within so many milliseconds. */
const onceMs = 10_000;

/** Tells everybody what has happened to this computer, and has what may be dead asked for a sign of life. */
export function followMachine(parts: MachineNewsParts): Disposable {
  const { clock, bus, machine, watchdog, resolver, clusters, engine, noteTrouble } = parts;
  const store = new DisposableStore();
  const stop = new AbortController();
  store.add(toDisposable(() => stop.abort(new Error('Portwatch is stopping.'))));
  let set = { byMs: 0, at: -Infinity };
  let resumedAt = -Infinity;

  const probe = () => {
    const used = engine.views().flatMap((view) => (needsCluster(view.state) ? [clusterIdOf(view)] : []));
    for (const cluster of new Set(used)) {
      const ask = (signal: AbortSignal) => resolver.probe(cluster, signal);
      // What an aborted question would have told is not wanted any more.
      withDeadline(clock, 'Asking the API server', answerMs, ask, stop.signal).catch(() => undefined);
    }
  };
  const onNetwork = (change: NetworkChange) => {
    bus.publish('network.changed', { change });
    if (change !== 'lost') {
      clusters.renewConnections();
      clusters.allowRetry(null);
      engine.shake('network-changed');
    }
    probe();
  };
  const onClock = (byMs: number) => {
    set = { byMs, at: clock.now() };
    bus.publish('clock.set', { byMs });
    engine.clockSet(byMs);
  };
  const onExcuse = (excuse: Excuse) => {
    const { lateMs } = excuse;
    machine.look();
    const now = clock.now();
    const wasClock = lateMs > 0 && now - set.at < sameMs && Math.abs(set.byMs - lateMs) < sameMs;
    const isTold = lateMs === 0 && now - resumedAt < onceMs;
    if (shockOf(excuse) === 'resumed') clusters.renewConnections();
    if (wasClock || isTold) return;
    resumedAt = now;
    bus.publish('machine.resumed', { lateMs });
  };
  const onRunOut = (isOut: boolean) => {
    bus.publish(isOut ? 'descriptors.exhausted' : 'descriptors.free', {});
    noteTrouble('descriptors', isOut ? outOfDescriptors : null);
    if (isOut) return;
    engine.retryAfter('out-of-descriptors');
    void clusters.rereadKubeconfig();
  };
  store.add(
    bus.on('forward.error', ({ problem, connection }) => {
      // It may have been for too short to be seen by looking, and nothing else would start the forward again.
      if (!connection && problem.code === 'out-of-descriptors') machine.noteRunOut();
    }),
  );
  store.add(machine.onDidChangeNetwork(onNetwork));
  store.add(machine.onDidSetClock(onClock));
  store.add(machine.onDidRunOut(onRunOut));
  store.add(watchdog.onDidExcuse(onExcuse));
  return store;
}

const outOfDescriptors: Trouble = {
  file: 'This computer',
  message: 'Portwatch has as many files and connections open as it may: new connections fail until some are closed.',
  hint: 'Raise the limit (ulimit -n), then start Portwatch again.',
};
