import { activeMutes, type Mute, type MuteSubject, withMute, withoutMute } from '../../shared/preferences';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { PreferenceStore } from './preferences';

/** No longer than this, in milliseconds, is waited at once: a sleep of the machine does not count for timers. */
const longestWaitMs = 60_000;

/** What notifications keep quiet about. It ends by itself, also over restarts of Portwatch. */
export class Mutes implements Disposable {
  #timer: Disposable | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly preferences: Pick<PreferenceStore, 'get' | 'set'>,
  ) {
    this.#tidy();
  }

  /** Those that have not ended. */
  get current(): readonly Mute[] {
    return activeMutes(this.preferences.get('mutes'), this.clock.wallTime());
  }

  /** `forMs`: null for until it is ended by hand. */
  add(subject: MuteSubject, forMs: number | null): void {
    const until = forMs === null ? null : this.clock.wallTime() + forMs;
    this.#set(withMute(this.current, { subject, until }));
  }

  remove(subject: MuteSubject): void {
    this.#set(withoutMute(this.current, subject));
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
  }

  #set(mutes: readonly Mute[]): void {
    this.preferences.set('mutes', [...mutes]);
    this.#wait();
  }

  /** Takes away what has ended, so that everybody who shows it hears of it. */
  #tidy(): void {
    if (this.current.length < this.preferences.get('mutes').length) this.#set(this.current);
    else this.#wait();
  }

  #wait(): void {
    this.#timer?.dispose();
    const ends = this.current.flatMap(({ until }) => until ?? []);
    const wait = Math.min(longestWaitMs, ...ends.map((until) => until - this.clock.wallTime()));
    this.#timer = ends.length === 0 ? null : this.clock.setTimeout(() => this.#tidy(), wait);
  }
}
