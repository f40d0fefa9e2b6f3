import type { AppEvent } from '../../src/shared/events';
import type { ForwardSpec } from '../../src/shared/forward';
import type { PodNews } from '../../src/main/engine/clusters';
import { Engine } from '../../src/main/engine/engine';
import { EventBus } from '../../src/main/engine/event-bus';
import { Resolver } from '../../src/main/engine/resolver';
import { Watchdog } from '../../src/main/engine/watchdog';
import { FakeClock, settle } from './fake-clock';
import { FakeLane } from './fake-lane';
import { specOf, targetOf } from './forwards';

export const settings = { pollMs: 5_000, checkMs: 5_000, thresholdMs: 15_000 };

/** An engine on lanes without threads. */
export class EngineBench {
  readonly clock = new FakeClock();
  readonly bus = new EventBus(this.clock);
  readonly events: AppEvent[] = [];
  readonly lanes: FakeLane[] = [];
  /** The pods that the engine wants to hear of. */
  readonly watched = new Set<{ id: string; podUid: string | null; onNews: (news: PodNews) => void }>();
  apiServerAnswers: () => Promise<boolean> = () => Promise.resolve(false);
  /** Credentials are what is waited for, for every context. */
  isGettingCredentials = false;
  /** The next lane that is started never runs. */
  freezeNext = false;
  readonly engine: Engine;
  readonly watchdog: Watchdog;

  constructor(laneLimit = 1) {
    this.bus.onDidPublish((event) => this.events.push(event));
    const clusters = {
      resolve: () => Promise.resolve(targetOf()),
      answers: () => this.apiServerAnswers(),
      isGettingCredentials: () => this.isGettingCredentials,
      credentialsRefused: () => undefined,
      forget: () => undefined,
      watch: (spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void) => {
        const watched = { id: spec.id, podUid, onNews };
        this.watched.add(watched);
        return { dispose: () => this.watched.delete(watched) };
      },
      dispose: () => undefined,
    };
    const { clock, bus } = this;
    this.watchdog = new Watchdog({
      clock,
      settings,
      bus,
      rescuer: {
        reconnect: (id) => this.engine.reconnect(id),
        restart: (id) => this.engine.restart(id),
        replaceHost: (hostId) => this.engine.replaceHost(hostId),
        giveUp: (id, hardRestarts) => this.engine.giveUp(id, hardRestarts),
      },
    });
    this.engine = new Engine({
      clock,
      bus,
      watchdog: this.watchdog,
      resolver: new Resolver(clusters, bus),
      startLane: (number) => {
        const lane = new FakeLane(number);
        lane.frozen = this.freezeNext;
        this.freezeNext = false;
        this.lanes.push(lane);
        return lane;
      },
      laneLimit,
    });
    this.watchdog.start();
  }

  /** The lane that was started as number `number`. */
  lane(number: number): FakeLane {
    const lane = this.lanes[number - 1];
    if (!lane) throw new Error(`No lane ${String(number)}`);
    return lane;
  }

  async set(...forwards: Parameters<Engine['setForwards']>): Promise<void> {
    this.engine.setForwards(...forwards);
    await settle();
  }

  state(id: string): string | undefined {
    return this.engine.views().find((view) => view.id === id)?.state.kind;
  }

  types(): string[] {
    return this.events.map(({ type }) => type).filter((type) => type !== 'watchdog.heartbeat');
  }
}

/** Forwards that differ in their local port, from 8080 on. */
export function specs(count: number): ForwardSpec[] {
  return Array.from({ length: count }, (_, index) => specOf({ localPort: 8080 + index }));
}
