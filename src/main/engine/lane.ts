import { Worker } from 'node:worker_threads';
import type { ForwardId } from '../../shared/forward';
import { messageOf } from '../../shared/message-of';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import { Emitter } from '../base/emitter';
import { redact } from '../base/redact';
import type { LaneCommand, LaneMessage, WorkerReport, WorkerTimings } from '../worker/protocol';
import { releaseDescriptor } from './descriptors';

/** What a lane's thread is started with. */
export interface LaneData {
  readonly timings: WorkerTimings;
}

/** How a lane ended. */
export type LaneEnd =
  | { readonly kind: 'asked'; readonly abandoned: boolean }
  /** By itself; `hasRun` is false when that was before its script could run any forward. */
  | { readonly kind: 'crashed'; readonly message: string; readonly hasRun: boolean };

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

/**
 * What a lane may keep on its JavaScript heap, in MB, before it is ended and its forwards move to another: a leak must not
 * take the whole process with it. One lane with 500 active forwards keeps 25 MB, and 45 MB with 3,000 connections. Bytes on
 * their way are not kept there, and have bounds of their own.
 */
export const laneHeapMb = 256;

/**
 * Of that, for what has only just been made, in MB. V8's own bound lets every lane keep twice as much for good, and made
 * neither connections nor bytes any faster; half of this made connections dearer.
 */
const laneYoungMb = 12;

/** A lane on a worker thread. */
export class ThreadLane implements Lane {
  /** null when the system had no thread to give. */
  readonly #worker: Worker | null;
  readonly #onDidSend = new Emitter<LaneMessage>();
  readonly onDidSend = this.#onDidSend.event;
  readonly #onDidEnd = new Emitter<LaneEnd>();
  readonly onDidEnd = this.#onDidEnd.event;
  readonly #polls = new Map<number, (reports: readonly WorkerReport[]) => void>();
  readonly #descriptors = new Map<ForwardId, number>();
  #nextPoll = 1;
  #ended = false;
  #asked = false;
  #hasRun = false;
  #crash = '';

  constructor(
    readonly number: number,
    entry: string,
    data: LaneData,
    private readonly clock: Clock,
    heapMb = laneHeapMb,
  ) {
    this.#worker = this.#start(entry, data, heapMb);
  }

  send(command: LaneCommand): void {
    this.#worker?.postMessage(command);
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
    const worker = this.#worker;
    try {
      if (worker) await withDeadline(this.clock, 'Ending a lane', terminateMs, () => worker.terminate());
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      // It may be this thread that stood still: what came in meanwhile is heard first. Descriptors of a thread that is
      // gone may be somebody else's by now.
      await new Promise(setImmediate);
      this.#abandon();
    }
  }

  #start(entry: string, data: LaneData, heapMb: number): Worker | null {
    try {
      const worker = new Worker(entry, {
        workerData: data,
        name: `lane-${String(this.number)}`,
        resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: laneYoungMb },
      });
      worker.on('message', (message: LaneMessage) => this.#receive(message));
      worker.on('error', (error: unknown) => {
        this.#crash = redact(messageOf(error));
      });
      worker.on('exit', (code) => this.#onExit(this.#crash || `it ended by itself (exit code ${String(code)})`));
      return worker;
    } catch (error) {
      const message = messageOf(error);
      // Later, so that whoever has started it hears of it.
      setImmediate(() => this.#onExit(message));
      return null;
    }
  }

  #onExit(message: string): void {
    if (this.#asked) this.#end({ kind: 'asked', abandoned: false });
    else this.#end({ kind: 'crashed', message, hasRun: this.#hasRun });
  }

  /** The thread does not even end: leave it behind, without its ports, and do not wait for it on exit. */
  #abandon(): void {
    if (this.#ended) return;
    this.#worker?.unref();
    for (const descriptor of this.#descriptors.values()) releaseDescriptor(descriptor);
    this.#end({ kind: 'asked', abandoned: true });
  }

  #receive(message: LaneMessage): void {
    // Terminated and yet alive (a debugger had stopped it): it has no say any more.
    if (this.#ended) return;
    if (message.type === 'ready') this.#hasRun = true;
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
