import { Worker } from 'node:worker_threads';
import { systemClock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import type { PodsByApp } from './demo-cluster';
import { type DemoCommand, DemoFaults } from './demo-commands';
import type {
  DemoAnswer,
  DemoRequest,
  DemoThreadCommand,
  DemoThreadMessage,
  DemoThreadOptions,
  DemoWhereabouts,
} from './demo-protocol';
import type { PodSelection } from './faults';
import type { LoggedRequest } from './request-log';

export interface DemoThreadStart {
  /** The bundled `demo-entry.ts`. */
  readonly entry: string | URL;
  readonly cluster?: DemoThreadOptions;
}

/** A demo cluster in a thread of its own. Every method but `dispose` rejects when the thread is gone. */
export interface DemoThread extends DemoWhereabouts {
  readonly faults: DemoFaults;
  command(command: DemoCommand): Promise<void>;
  pods(): Promise<PodsByApp>;
  tunnelsTo(pods: PodSelection): Promise<number>;
  connectionsTo(pods: PodSelection): Promise<number>;
  watches(): Promise<number>;
  requests(): Promise<readonly LoggedRequest[]>;
  /** Resolves when the thread has ended; it is ended by force if it does not within two seconds. */
  dispose(): Promise<void>;
}

const startMs = 15_000;
const endMs = 2_000;

/** Resolves when the cluster serves. Rejects when it cannot, and then no thread is left. */
export async function startDemoThread(start: DemoThreadStart): Promise<DemoThread> {
  const worker = new Worker(start.entry, { workerData: start.cluster ?? {}, name: 'demo-cluster' });
  const line = new ThreadLine(worker);
  try {
    const whereabouts = await withDeadline(systemClock, 'Starting the demo cluster', startMs, () => line.started);
    return new Thread(line, whereabouts);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

/** Questions to the thread and their answers. */
class ThreadLine {
  readonly started: Promise<DemoWhereabouts>;
  readonly ended: Promise<void>;
  readonly #questions = new Map<number, (answer: DemoAnswer) => void>();
  #nextId = 1;
  #over: string | null = null;

  constructor(readonly worker: Worker) {
    this.started = new Promise((resolve, reject) => {
      worker.on('message', (message: DemoThreadMessage) => {
        if (message.type === 'started') resolve(message.whereabouts);
        else if (message.type === 'failed') reject(new Error(message.message));
        else this.#answered(message.id, message.answer);
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('The demo cluster ended')));
    });
    this.ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#over = 'The demo cluster has ended';
        for (const id of [...this.#questions.keys()]) this.#answered(id, { type: 'error', message: this.#over });
        resolve();
      });
    });
  }

  ask(request: DemoRequest): Promise<DemoAnswer> {
    if (this.#over !== null) return Promise.resolve({ type: 'error', message: this.#over });
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.send({ type: 'ask', id, request });
    });
  }

  send(command: DemoThreadCommand): void {
    this.worker.postMessage(command);
  }

  #answered(id: number, answer: DemoAnswer): void {
    this.#questions.get(id)?.(answer);
    this.#questions.delete(id);
  }
}

class Thread implements DemoThread {
  readonly contextName: string;
  readonly url: string;
  readonly token: string;
  readonly kubeconfig: string;
  readonly faults = new DemoFaults((command) => this.command(command));

  constructor(
    private readonly line: ThreadLine,
    whereabouts: DemoWhereabouts,
  ) {
    this.contextName = whereabouts.contextName;
    this.url = whereabouts.url;
    this.token = whereabouts.token;
    this.kubeconfig = whereabouts.kubeconfig;
  }

  async command(command: DemoCommand): Promise<void> {
    const answer = await this.line.ask({ type: 'command', command });
    if (answer.type !== 'command') throw unexpected(answer);
  }

  async pods(): Promise<PodsByApp> {
    const answer = await this.line.ask({ type: 'pods' });
    if (answer.type !== 'pods') throw unexpected(answer);
    return answer.pods;
  }

  tunnelsTo(pods: PodSelection): Promise<number> {
    return this.#count({ type: 'tunnels-to', pods });
  }

  connectionsTo(pods: PodSelection): Promise<number> {
    return this.#count({ type: 'connections-to', pods });
  }

  watches(): Promise<number> {
    return this.#count({ type: 'watches' });
  }

  async requests(): Promise<readonly LoggedRequest[]> {
    const answer = await this.line.ask({ type: 'requests' });
    if (answer.type !== 'requests') throw unexpected(answer);
    return answer.requests;
  }

  async dispose(): Promise<void> {
    this.line.send({ type: 'shut-down' });
    try {
      await withDeadline(systemClock, 'Ending the demo cluster', endMs, () => this.line.ended);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      await this.line.worker.terminate();
    }
  }

  async #count(request: DemoRequest): Promise<number> {
    const answer = await this.line.ask(request);
    if (answer.type !== 'count') throw unexpected(answer);
    return answer.count;
  }
}

function unexpected(answer: DemoAnswer): Error {
  return new Error(answer.type === 'error' ? answer.message : `The demo cluster answered with ${answer.type}`);
}
