import { assertNever } from '../../shared/assert-never';
import type { ForwardId, ForwardSpec } from '../../shared/forward';
import { ProblemError } from '../../shared/problem';
import type { Disposable } from '../base/disposable';
import { ForwardWorker } from './forward-worker';
import { Slabs } from './gathered-writes';
import type { LaneCommand, LaneMessage, ResolveAnswer } from './protocol';
import type { ResolvedTarget } from './resolved-target';
import { Ticker } from './ticker';
import type { WorkerHost } from './worker-host';

/** What a lane is built of; the thread's entry hands over the real ones. */
export type LaneParts = Pick<WorkerHost, 'clock' | 'random' | 'timings' | 'openListener' | 'connectUpstream'>;

interface PendingResolve {
  readonly resolve: (target: ResolvedTarget) => void;
  readonly reject: (error: unknown) => void;
}

/** Many workers in one thread, driven by commands and answering with messages. Knows nothing of threads. */
export class LaneHost implements Disposable {
  readonly #workers = new Map<ForwardId, ForwardWorker>();
  readonly #pending = new Map<number, PendingResolve>();
  readonly #workerHost: WorkerHost;
  #nextRequest = 1;

  constructor(
    parts: LaneParts,
    private readonly post: (message: LaneMessage) => void,
  ) {
    this.#workerHost = {
      ...parts,
      slabs: new Slabs(),
      ticker: new Ticker(parts.clock),
      resolve: (spec, afresh, signal) => this.#resolve(spec, afresh, signal),
      credentialsRefused: ({ id }) => this.post({ type: 'credentials-refused', id }),
      publishState: ({ id }, state, connectMs) => this.post({ type: 'state', id, state, connectMs }),
      publishListening: ({ id }, descriptor) => this.post({ type: 'listening', id, descriptor }),
      publishConnectionError: ({ id }, problem) => this.post({ type: 'connection-error', id, problem }),
      publishWear: ({ id }, news) => this.post({ type: 'wear', id, news }),
    };
  }

  handle(command: LaneCommand): void {
    switch (command.type) {
      case 'start':
        this.#start(command.spec);
        return;
      case 'stop':
        this.#workers.get(command.id)?.dispose();
        this.#workers.delete(command.id);
        this.post({ type: 'stopped', id: command.id });
        return;
      case 'reconnect':
        this.#workers.get(command.id)?.reconnect(command.cause);
        return;
      case 'leave':
        this.#workers.get(command.id)?.leave(command.podUid, command.cause);
        return;
      case 'change':
        this.#workers.get(command.spec.id)?.change(command.spec, command.cause);
        return;
      case 'restart':
        this.#workers.get(command.id)?.restart();
        return;
      case 'good-news':
        for (const id of command.ids) this.#workers.get(id)?.hurry();
        return;
      case 'shock':
        for (const worker of this.#workers.values()) worker.verify(command.shock, command.verifyMs);
        return;
      case 'poll':
        this.#answerPoll(command.sequence);
        return;
      case 'resolved':
        this.#settle(command.request, command.answer);
        return;
      default:
        assertNever(command);
    }
  }

  dispose(): void {
    for (const worker of this.#workers.values()) worker.dispose();
    this.#workers.clear();
  }

  #start(spec: ForwardSpec): void {
    this.#workers.get(spec.id)?.dispose();
    const worker = new ForwardWorker(spec, this.#workerHost);
    this.#workers.set(spec.id, worker);
    worker.start();
  }

  #answerPoll(sequence: number): void {
    const reports = [...this.#workers.values()].flatMap((worker) => worker.poll() ?? []);
    this.post({ type: 'reports', sequence, reports });
  }

  /** Asks the main thread, which alone knows Kubernetes. The worker's deadline bounds the wait. */
  #resolve(spec: ForwardSpec, afresh: boolean, signal: AbortSignal): Promise<ResolvedTarget> {
    const request = this.#nextRequest;
    this.#nextRequest += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(request, { resolve, reject });
      signal.addEventListener(
        'abort',
        () => {
          if (this.#pending.delete(request)) this.post({ type: 'resolve-abandoned', request });
          reject(signal.reason as Error);
        },
        { once: true },
      );
      this.post({ type: 'resolve', request, id: spec.id, afresh });
    });
  }

  #settle(request: number, answer: ResolveAnswer): void {
    const pending = this.#pending.get(request);
    this.#pending.delete(request);
    if (answer.kind === 'target') pending?.resolve(answer.target);
    else pending?.reject(new ProblemError(answer.problem));
  }
}
