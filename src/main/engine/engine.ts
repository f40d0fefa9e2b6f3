import type { BrokenForward, ForwardId, ForwardSpec, ForwardState } from '../../shared/forward';
import { isRunning } from '../../shared/forward';
import type { ActionResult } from '../../shared/ipc';
import type { ProblemCode } from '../../shared/problem';
import type { ForwardView } from '../../shared/view';
import { DisposableStore } from '../base/disposable';
import { accessCommands } from './access-news';
import type { AccessChange } from './clusters';
import { noteHealth } from './health-notes';
import { gaveUp } from './engine-problems';
import { actOn, ForwardBook } from './forward-book';
import { diffForwards, type ForwardsDiff } from './forwards-diff';
import { shockOf } from './shock';
import { shiftedTimes } from './shifted-times';
import type { Shock } from '../worker/protocol';
import { numberOf } from './host-id';
import { reconfigure } from './reconfigure';
import { inquireIntoSilence } from './silence-inquiry';
import type { Rescuer } from './watchdog';
import { ForwardRunner, type RunnerOptions } from './forward-runner';

export type EngineOptions = Omit<RunnerOptions, 'book'>;

/**
 * Specs in, running forwards out: keeps what is known of each, and carries out what the user
 * and the watchdog ask for.
 */
export class Engine implements Rescuer {
  readonly #book = new ForwardBook();
  readonly onDidChange = this.#book.onDidChange;
  readonly #runner: ForwardRunner;
  readonly #store = new DisposableStore();

  constructor(private readonly options: EngineOptions) {
    this.#runner = new ForwardRunner({ ...options, book: this.#book });
    const { bus, clock, watchdog, resolver } = options;
    this.#store.add(noteHealth(bus, watchdog, this.#book, clock));
    this.#store.add(inquireIntoSilence({ clock, bus, book: this.#book, watchdog, clusters: resolver }));
    this.#store.add(watchdog.onDidExcuse((excuse) => this.shake(shockOf(excuse))));
  }

  views(): readonly ForwardView[] {
    return this.#book.views();
  }

  /** As configured, and what it is doing; undefined when no forward that can run has this id. */
  find(id: ForwardId): { readonly spec: ForwardSpec; readonly state: ForwardState } | undefined {
    return this.#book.get(id);
  }

  findBroken(id: ForwardId): BrokenForward | undefined {
    return this.#book.broken(id);
  }

  /** Makes these the forwards. Only those whose spec changed are touched. */
  setForwards(specs: readonly ForwardSpec[], broken: readonly BrokenForward[]): void {
    this.reconfigure(diffForwards(this.#book.specs(), specs), broken);
  }

  /** The same, when it is known what has changed. */
  reconfigure(diff: ForwardsDiff, broken: readonly BrokenForward[]): void {
    this.#book.setBroken(broken);
    reconfigure(diff, { book: this.#book, runner: this.#runner });
  }

  /** As `LaneSet.setLimit`. */
  setLaneLimit(limit: number): void {
    this.#runner.setLaneLimit(limit);
  }

  start(ids: readonly ForwardId[]): readonly ActionResult[] {
    return actOn(this.#book, ids, (id, { state }) => {
      // What runs already is left alone: a start would break its connections.
      if (this.#runner.isWanted(id) && isRunning(state)) return;
      this.#book.update(id, { restarts: 0 });
      this.#runner.pardon(id);
      this.#runner.start(id);
    });
  }

  stop(ids: readonly ForwardId[]): readonly ActionResult[] {
    return actOn(this.#book, ids, (id) => this.#runner.stop(id));
  }

  /** The user's Restart: from any state, and twice is the same as once. */
  restartByUser(ids: readonly ForwardId[]): readonly ActionResult[] {
    return actOn(this.#book, ids, (id, record) => {
      this.options.bus.publish('watchdog.restarted', { forwardId: id, step: 'restart', byUser: true });
      this.#runner.pardon(id);
      if (record.hung?.suspect === 'lane' && record.lane !== null) this.#runner.replaceLane(record.lane);
      else if (!this.#runner.isWanted(id) || record.lane === null || !isRunning(record.state)) this.#runner.start(id);
      else this.restart(id);
    });
  }

  reconnect(id: ForwardId): void {
    this.#runner.commands.reconnect(id);
  }

  restart(id: ForwardId): void {
    this.#runner.commands.restart(id);
  }

  replaceHost(hostId: string): void {
    this.#runner.replaceLane(numberOf(hostId));
  }

  giveUp(id: ForwardId, hardRestarts: number): void {
    this.#runner.stop(id, { kind: 'failed', problem: gaveUp(hardRestarts) });
  }

  /** The ways into these contexts are not what they were. Only forwards that it concerns are touched. */
  accessChanged(changes: readonly AccessChange[]): void {
    const records = this.#book.ids().flatMap((id) => this.#book.get(id) ?? []);
    for (const { id, command } of accessCommands(changes, records, (of) => this.#runner.podUidOf(of))) {
      this.#runner.commands.send(id, command);
    }
  }

  /** Every tunnel that is up has to show that it is alive. */
  shake(shock: Shock): void {
    this.#runner.broadcast({ type: 'shock', shock, verifyMs: this.options.watchdog.verifyMs });
  }

  /** The wall clock was set: times that were told stay the same moments. */
  clockSet(byMs: number): void {
    for (const id of this.#book.ids()) {
      const record = this.#book.get(id);
      if (record) this.#book.set(shiftedTimes(record, byMs));
    }
  }

  /** What failed or waits because of this has reason to try again. */
  retryAfter(code: ProblemCode): void {
    for (const id of this.#book.ids()) {
      const state = this.#book.get(id)?.state;
      if (state?.kind === 'failed' && state.problem.code === code && this.#runner.isWanted(id)) this.restart(id);
      else if (state?.kind === 'reconnecting' && state.cause.code === code) this.#runner.commands.onPodReady(id);
    }
  }

  /** Settles within a few seconds, whatever the lanes do. Answers whether every thread is really gone. */
  async dispose(): Promise<boolean> {
    this.#store.dispose();
    this.options.resolver.dispose();
    const clean = await this.#runner.end();
    this.#book.dispose();
    return clean;
  }
}
