import type { OnHang } from '../../shared/forward';
import type { Suspect } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import { Emitter, type Event, rethrowLater } from '../base/emitter';
import type { Excuse, RegisterOptions, WatchdogOptions } from './watchdog-contract';
import { decide, recoveredAfterMs } from './watchdog-decide';
import { Poller } from './watchdog-poller';
import { begunAnew, heard, type HeartbeatDetail, moved, newRecord, stateOf, type WorkerState } from './watchdog-record';
import { type Entry, isPolled, type PolledEntry, WatchRegistry } from './watchdog-registry';
import { WatchdogReporter } from './watchdog-reporter';
import { WatchdogRescue } from './watchdog-rescue';
import { checkedSettings, staleAfterMs, verifyMsOf } from './watchdog-settings';
import type { WatchdogSettings } from '../../shared/watchdog-settings';
import { WatchdogTimers } from './watchdog-ticker';
import { WatchdogVoice } from './watchdog-voice';

export type { Rescuer } from './escalation';
export type { HungReport } from './watchdog-decide';

/**
 * Watches workers for progress: reports each hang once, says when it is over, and has the hung ones rescued step by
 * step. It accuses nobody of a silence that this process, or the machine, has slept through. Two timers in all.
 *
 * Callbacks, events and rescues may do anything to the watchdog, `stop` included: each follows from one worker's
 * record, and only comes about if that is still the worker's record at that moment.
 */
export class Watchdog implements Disposable {
  readonly #clock: Clock;
  readonly #registry = new WatchRegistry();
  readonly #voice: WatchdogVoice;
  readonly #reporter: WatchdogReporter;
  readonly #rescue: WatchdogRescue | null;
  readonly #poller: Poller<PolledEntry>;
  readonly #onDidExcuse: Emitter<Excuse>;
  #settings: WatchdogSettings;
  #timers: WatchdogTimers | null = null;
  #paused = false;

  /** The engine should have every lane probe its tunnels: what they knew may be long out of date. */
  readonly onDidExcuse: Event<Excuse>;

  /** Throws a RangeError when the settings make no sense. */
  constructor(options: WatchdogOptions) {
    const { clock, settings, bus = null, rescuer, onError = rethrowLater } = options;
    this.#clock = clock;
    this.#settings = checkedSettings(settings);
    this.#voice = new WatchdogVoice(bus, onError, () => this.isRunning);
    this.#reporter = new WatchdogReporter(this.#registry, this.#voice);
    this.#rescue = rescuer ? new WatchdogRescue(rescuer, this.#registry, this.#voice) : null;
    this.#onDidExcuse = new Emitter(onError);
    this.onDidExcuse = this.#onDidExcuse.event;
    this.#poller = new Poller({
      onAlive: ({ record }) => this.heartbeat(record.id),
      onFailed: (_, error) => onError(error),
      onRoundComplete: () => this.#voice.publishBeats(),
    });
  }

  get isRunning(): boolean {
    return this.#timers !== null;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /**
   * Replaces an earlier registration of this id, and ends its episode. The worker has a full threshold from now on.
   * Disposing the answer unregisters it.
   */
  register(id: string, options: RegisterOptions = {}): Disposable {
    const { kind = 'forward', responder = null, onHung = null, host = null, onHang = 'reconnect' } = options;
    if (responder && responder.forwardId !== id) {
      throw new Error(`The responder of ${responder.forwardId} cannot answer for ${id}`);
    }
    this.unregister(id);
    const record = newRecord({ id, kind, hostId: host, onHang }, this.#clock.now());
    const entry: Entry = { responder, onHung, record };
    this.#registry.set(entry);
    return toDisposable(() => {
      if (this.#registry.has(entry)) this.unregister(id);
    });
  }

  unregister(id: string): void {
    const entry = this.#registry.get(id);
    if (!entry) return;
    this.#registry.delete(id);
    this.#voice.drop(id);
    if (isPolled(entry)) this.#poller.forget(entry);
  }

  /** As `verifyMsOf`, for the settings of now. */
  get verifyMs(): number {
    return verifyMsOf(this.#settings);
  }

  /** A sign of life. From unknown workers it is ignored: they may have been unregistered while it was on its way. */
  heartbeat(id: string, detail: HeartbeatDetail = {}): void {
    const entry = this.#registry.get(id);
    if (!entry) return;
    const now = this.#clock.now();
    const before = entry.record;
    const record = heard(before, detail, now, staleAfterMs(this.#settings));
    entry.record = record;
    if (record.kind === 'forward' && record.heartbeats > before.heartbeats) {
      const { heartbeats: count, traffic } = record;
      const ageMs = Math.max(0, detail.ageMs ?? 0);
      const roundTripMs = detail.roundTripMs ?? null;
      this.#voice.collect({ id, at: this.#clock.wallTime(), ageMs, count, traffic, roundTripMs });
    }
    const hungForMs = recoveredAfterMs(record, now, this.#settings);
    if (hungForMs !== null && this.isRunning) this.#reporter.recovered(entry, hungForMs);
  }

  /** The worker lives on another lane now: a full threshold from here on. An episode lasts until recovery is proved. */
  setHost(id: string, host: string | null): void {
    this.#registry.update(id, (record) => moved(record, host, this.#clock.now()));
  }

  /** What is done when it hangs from now on. */
  setOnHang(id: string, onHang: OnHang): void {
    this.#registry.update(id, (record) => ({ ...record, onHang }));
  }

  /** Somebody has looked into the worker's present silence. Stands until the next proof of progress. */
  blame(id: string, suspect: Suspect): void {
    this.#registry.update(id, (record) => ({ ...record, blamed: suspect }));
  }

  /** The user restarted or stopped it: nothing that was held against it counts any longer, and nothing is announced. */
  endEpisode(id: string): void {
    this.#registry.update(id, (record) => begunAnew(record, this.#clock.now()));
  }

  state(id: string): WorkerState | undefined {
    const record = this.#registry.get(id)?.record;
    return record && stateOf(record, this.#clock.now());
  }

  /** Its last proof was found older than it should be, though it is not called hung; until the next fresh heartbeat. */
  isStale(id: string): boolean {
    return this.#registry.get(id)?.record.stale ?? false;
  }

  start(): void {
    if (this.isRunning) return;
    this.#excuseAll();
    this.#startTimers();
  }

  /** After this no callback, event or rescue happens, and no timer is left, until it is started again. */
  stop(): void {
    this.#timers?.dispose();
    this.#timers = null;
    this.#poller.forgetAll();
    this.#voice.dropAll();
  }

  dispose(): void {
    this.stop();
    this.#registry.clear();
    this.#onDidExcuse.dispose();
  }

  /** Takes effect at once; nobody is accused of a silence that the old settings allowed. Throws a RangeError. */
  configure(settings: WatchdogSettings): void {
    this.#settings = checkedSettings(settings);
    this.#excuseAll();
    if (!this.isRunning) return;
    this.#timers?.dispose();
    this.#startTimers();
  }

  /** Nobody is accused or rescued until `resume`. Heartbeats are still collected, and recovery is still told. */
  pause(): void {
    this.#paused = true;
  }

  /** Everybody has a full threshold from now on. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#excuseAll();
  }

  /** The machine has slept: everybody has a full threshold from now on, and is asked at once. */
  excuseSilence(): void {
    if (this.isRunning) this.#excuse(0);
  }

  #startTimers(): void {
    this.#timers = new WatchdogTimers(this.#clock, this.#settings, {
      onPoll: () => this.#poll(),
      onCheck: (now) => this.#check(now),
      onStandstill: (lateMs) => this.#excuse(lateMs),
    });
  }

  #excuse(lateMs: number): void {
    this.#timers?.excuse();
    this.#excuseAll();
    this.#onDidExcuse.fire({ lateMs });
    if (this.isRunning) this.#poll();
  }

  #excuseAll(): void {
    this.#registry.excuseAll(this.#clock.now());
  }

  #poll(): void {
    if (this.#poller.roundIsOpen) this.#voice.publishBeats();
    this.#poller.ask(this.#registry.polled());
  }

  /** `now` is from before the tick was found to be in time: what is lost after that shows at the next tick, not here. */
  #check(now: number): void {
    const { hung, stillHung, stale, recovered } = decide(this.#registry.records(), now, this.#settings);
    for (const { record, hungForMs } of recovered) {
      const entry = this.#registry.unchanged(record);
      if (entry && this.isRunning) this.#reporter.recovered(entry, hungForMs);
    }
    for (const { record, report } of hung) {
      const entry = this.#registry.unchanged(record);
      if (entry && this.#mayAccuse()) this.#reporter.hung(entry, report, now);
    }
    for (const { record, ageMs } of stale) {
      const entry = this.#registry.unchanged(record);
      if (entry && this.#mayAccuse()) this.#reporter.stale(entry, ageMs);
    }
    if (hung.length + stillHung.length > 0 && this.#mayAccuse()) {
      this.#rescue?.run(now, this.#settings, () => this.#mayAccuse());
    }
  }

  #mayAccuse(): boolean {
    return this.isRunning && !this.#paused;
  }
}
