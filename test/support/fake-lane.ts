import type { ForwardState } from '../../src/shared/forward';
import { noTraffic, type Traffic } from '../../src/shared/view';
import { Emitter } from '../../src/main/base/emitter';
import type { Lane, LaneEnd } from '../../src/main/engine/lane';
import type { LaneCommand, LaneMessage, WorkerReport } from '../../src/main/worker/protocol';

/** A lane without a thread: records commands, obeys them as a healthy lane would, and can be made ill. */
export class FakeLane implements Lane {
  readonly #onDidSend = new Emitter<LaneMessage>();
  readonly onDidSend = this.#onDidSend.event;
  readonly #onDidEnd = new Emitter<LaneEnd>();
  readonly onDidEnd = this.#onDidEnd.event;
  readonly commands: LaneCommand[] = [];
  readonly running = new Set<string>();
  /** Like a thread in a busy loop: hears nothing, says nothing. */
  frozen = false;
  /** Time since the last byte of every tunnel, in milliseconds. */
  silentMs = 0;
  /** Of every worker. */
  traffic: Traffic = noTraffic;
  /** What the latest ping of every tunnel took, in milliseconds. */
  roundTripMs: number | null = null;
  ended = false;
  /** Takes its time to end: until `end` is called. */
  endsLate = false;

  constructor(readonly number: number) {}

  send(command: LaneCommand): void {
    this.commands.push(command);
    queueMicrotask(() => {
      if (!this.frozen) this.#obey(command);
    });
  }

  #obey(command: LaneCommand): void {
    if (command.type === 'start') this.#start(command.spec.id);
    if (command.type === 'restart') this.#start(command.id);
    if (command.type === 'change' && command.cause !== null) this.#start(command.spec.id);
    if (command.type === 'reconnect') {
      this.silentMs = 0;
      this.#start(command.id);
    }
    if (command.type === 'stop') {
      this.running.delete(command.id);
      this.say({ type: 'stopped', id: command.id });
    }
  }

  poll(): Promise<readonly WorkerReport[]> {
    if (this.frozen) return new Promise(() => undefined);
    const progress = { phase: 'forwarding', elapsedMs: 60_000, deadlineMs: null, silentMs: this.silentMs } as const;
    return Promise.resolve(
      [...this.running].map((id) => ({ id, progress, traffic: this.traffic, roundTripMs: this.roundTripMs })),
    );
  }

  async terminate(): Promise<void> {
    await Promise.resolve();
    if (!this.endsLate) this.end();
  }

  /** What `terminate` leads to; `abandoned` when the thread could not be ended. */
  end(abandoned = false): void {
    this.ended = true;
    this.#onDidEnd.fire({ kind: 'asked', abandoned });
  }

  /** Ends by itself; `hasRun` is false for a thread that never came to run. */
  crash(message: string, hasRun = true): void {
    this.frozen = true;
    this.ended = true;
    this.#onDidEnd.fire({ kind: 'crashed', message, hasRun });
  }

  say(message: LaneMessage): void {
    this.#onDidSend.fire(message);
  }

  state(id: string, state: ForwardState): void {
    this.say({ type: 'state', id, state, connectMs: 12 });
  }

  of<T extends LaneCommand['type']>(type: T): Extract<LaneCommand, { type: T }>[] {
    return this.commands.filter((command): command is Extract<LaneCommand, { type: T }> => command.type === type);
  }

  #start(id: string): void {
    this.running.add(id);
    this.state(id, { kind: 'active', pod: 'api-7f9c', since: 0, transport: 'websocket' });
  }
}
