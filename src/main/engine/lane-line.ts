import { assertNever } from '../../shared/assert-never';
import { clusterIdOf } from '../../shared/cluster-ref';
import type { ForwardId, ForwardState, Phase } from '../../shared/forward';
import { progressAgeMs } from '../worker/progress';
import type { LaneMessage } from '../worker/protocol';
import type { ResolvedTarget } from '../worker/resolved-target';
import type { EventBus } from './event-bus';
import type { ForwardBook } from './forward-book';
import type { Lane } from './lane';
import { announceWear } from './wear-news';
import type { Resolver } from './resolver';
import type { Watchdog } from './watchdog';
import type { Responder } from './watchdog-poller';
import type { HeartbeatDetail } from './watchdog-record';

/** Who is told what becomes of the workers. */
export interface WorkerListener {
  /** The worker is about to be told to go there. */
  onWorkerTarget(id: ForwardId, target: ResolvedTarget): void;
  onWorkerState(id: ForwardId, state: ForwardState, connectMs: number | null): void;
  onWorkerStopped(id: ForwardId): void;
}

export interface LaneLineParts {
  readonly bus: EventBus;
  readonly book: ForwardBook;
  readonly watchdog: Watchdog;
  readonly resolver: Resolver;
}

/**
 * Hears one lane: answers its questions, passes its workers' signs of life to the watchdog, and tells the engine the
 * rest. What it says of forwards that have moved to another lane is not heard.
 */
export class LaneLine {
  constructor(
    private readonly lane: Lane,
    private readonly parts: LaneLineParts,
    private readonly workers: WorkerListener,
  ) {
    lane.onDidSend((message) => this.#hear(message));
  }

  /** The lane answers for all its workers at once: what a poll costs grows with lanes, not with forwards. */
  responder(hostId: string): Responder {
    return {
      forwardId: hostId,
      isAlive: async () => {
        for (const { id, progress, traffic, roundTripMs } of await this.lane.poll()) {
          if (!this.#hosts(id)) continue;
          const ageMs = progressAgeMs(progress);
          const { phase } = progress;
          this.parts.watchdog.heartbeat(id, { ageMs, phase, traffic, roundTripMs, ...this.#awaited(id, phase) });
        }
        return true;
      },
    };
  }

  /** Main alone knows whose answer a worker waits for that looks for its target. */
  #awaited(id: ForwardId, phase: Phase): Pick<HeartbeatDetail, 'awaits'> {
    const spec = this.parts.book.get(id)?.spec;
    return phase !== 'resolving' || !spec ? {} : { awaits: this.parts.resolver.askedFor(clusterIdOf(spec)) };
  }

  #hosts(id: ForwardId): boolean {
    return this.parts.book.get(id)?.lane === this.lane.number;
  }

  #hear(message: LaneMessage): void {
    const { bus, resolver } = this.parts;
    switch (message.type) {
      case 'ready':
        bus.publish('lane.started', { lane: this.lane.number, osThreadId: message.osThreadId });
        return;
      case 'state':
        if (this.#hosts(message.id)) this.workers.onWorkerState(message.id, message.state, message.connectMs);
        return;
      case 'stopped':
        this.workers.onWorkerStopped(message.id);
        return;
      case 'connection-error':
        if (!this.#hosts(message.id)) return;
        bus.publish('forward.error', { forwardId: message.id, problem: message.problem, connection: true });
        return;
      case 'wear':
        if (this.#hosts(message.id)) announceWear(bus, message.id, message.news);
        return;
      case 'resolve':
        void this.#resolve(message.request, message.id, message.afresh);
        return;
      case 'resolve-abandoned':
        resolver.abandon(this.#key(message.request));
        return;
      case 'credentials-refused': {
        const spec = this.parts.book.get(message.id)?.spec;
        if (spec) resolver.credentialsRefused(clusterIdOf(spec));
        return;
      }
      case 'listening':
      case 'reports':
        // The lane itself has taken note.
        return;
      default:
        assertNever(message);
    }
  }

  async #resolve(request: number, id: ForwardId, afresh: boolean): Promise<void> {
    const record = this.parts.book.get(id);
    if (!record) return;
    const answer = await this.parts.resolver.resolve(this.#key(request), record.spec, afresh);
    if (answer.kind === 'target' && this.#hosts(id)) this.workers.onWorkerTarget(id, answer.target);
    this.lane.send({ type: 'resolved', request, answer });
  }

  #key(request: number): string {
    return `${String(this.lane.number)}:${String(request)}`;
  }
}
