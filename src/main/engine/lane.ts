import { Worker } from 'node:worker_threads';
import type { ForwardId } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import { Emitter } from '../base/emitter';
import type { LaneCommand, LaneMessage, WorkerReport, WorkerTimings } from '../worker/protocol';
import { releaseDescriptor } from './descriptors';

/** What a lane's thread is started with. */
export interface LaneData {
  readonly timings: WorkerTimings;
}

/** How a lane ended. */
export type LaneEnd =
  { readonly kind: 'asked'; readonly abandoned: boolean } | { readonly kind: 'crashed'; readonly message: string };

/** Main's side of a lane, whatever it runs on. */
export interface Lane {
  readonly number: number;
  readonly onDidSend: Emitter<LaneMessage>['event'];
  /** Fires once, when the thread is gone by itself or when `terminate` has done what can be done. */
  readonly onDidEnd: Emitter<LaneEnd>['event'];
  send(command: LaneCommand): void;
  /** Asks for a report of every worker. Settles when the lane answers: never, if it does not run. */
  poll(): Promise<readonly WorkerReport[]>;
  /** Ends the thread from outside, and frees its ports even if it cannot be ended. Settles within the deadline. */
  terminate(): Promise<void>;
}

export type StartLane = (number: number) => Lane;

/** How long a thread may take to obey `terminate`, in milliseconds, before its ports are taken from it. */
const terminateMs = 500;

/** A lane on a worker thread. */
export class ThreadLane implements Lane {
  readonly #worker: Worker;
  readonly #onDidSend = new Emitter<LaneMessage>();
  readonly onDidSend = this.#onDidSend.event;
  readonly #onDidEnd = new Emitter<LaneEnd>();
  readonly onDidEnd = this.#onDidEnd.event;
  readonly #polls = new Map<number, (reports: readonly WorkerReport[]) => void>();
  readonly #descriptors = new Map<ForwardId, number>();
  #nextPoll = 1;
  #ended = false;
  #asked = false;
  #crash = '';

  constructor(
    readonly number: number,
    entry: string,
    data: LaneData,
    private readonly clock: Clock,
  ) {
    this.#worker = new Worker(entry, { workerData: data, name: `lane-${String(number)}` });
    this.#worker.on('message', (message: LaneMessage) => this.#receive(message));
    this.#worker.on('error', (error) => {
      this.#crash = error.message;
    });
    this.#worker.on('exit', (code) => {
      const message = this.#crash || `The thread ended by itself (exit code ${String(code)}).`;
      this.#end(this.#asked ? { kind: 'asked', abandoned: false } : { kind: 'crashed', message });
    });
  }

  send(command: LaneCommand): void {
    this.#worker.postMessage(command);
  }

  poll(): Promise<readonly WorkerReport[]> {
    const sequence = this.#nextPoll;
    this.#nextPoll += 1;
    return new Promise((resolve) => {
      this.#polls.set(sequence, resolve);
      this.send({ type: 'poll', sequence });
    });
  }

  async terminate(): Promise<void> {
    this.#asked = true;
    try {
      await withDeadline(this.clock, 'Ending a lane', terminateMs, () => this.#worker.terminate());
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      // It may be this thread that stood still: what came in meanwhile is heard first. Descriptors of a thread that is
      // gone may be somebody else's by now.
      await new Promise(setImmediate);
      this.#abandon();
    }
  }

  /** The thread does not even end: leave it behind, without its ports, and do not wait for it on exit. */
  #abandon(): void {
    if (this.#ended) return;
    this.#worker.unref();
    for (const descriptor of this.#descriptors.values()) releaseDescriptor(descriptor);
    this.#end({ kind: 'asked', abandoned: true });
  }

  #receive(message: LaneMessage): void {
    // Terminated and yet alive (a debugger had stopped it): it has no say any more.
    if (this.#ended) return;
    if (message.type === 'reports') {
      this.#polls.get(message.sequence)?.(message.reports);
      this.#polls.delete(message.sequence);
      return;
    }
    if (message.type === 'listening') this.#noteDescriptor(message.id, message.descriptor);
    this.#onDidSend.fire(message);
  }

  #noteDescriptor(id: ForwardId, descriptor: number | null): void {
    if (descriptor === null) this.#descriptors.delete(id);
    else this.#descriptors.set(id, descriptor);
  }

  #end(end: LaneEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#polls.clear();
    this.#onDidEnd.fire(end);
  }
}
