import { z } from 'zod';
import { eventually, type WaitOptions } from '../eventually';
import type { Bus } from './bus';

export interface Inhibition {
  /** `sleep`, `shutdown`, … separated by colons. */
  readonly what: string;
  readonly who: string;
  readonly why: string;
  readonly mode: string;
}

const service = 'org.freedesktop.login1';
const path = '/org/freedesktop/login1';
const manager = 'org.freedesktop.login1.Manager';
const inhibitArguments = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** The part of a system that announces sleep: apps hear it before and after. */
export class LoginManager {
  readonly #inhibitions: Inhibition[] = [];

  private constructor(private readonly bus: Bus) {}

  static async serve(bus: Bus): Promise<LoginManager> {
    const login = new LoginManager(bus);
    bus.serve(path, manager, {
      Inhibit: (body) => {
        const [what, who, why, mode] = inhibitArguments.parse(body);
        login.#inhibitions.push({ what, who, why, mode });
        // The real one answers with a file descriptor to hold. Refusing only costs the app its delay before sleep.
        throw new Error('This desktop waits for nobody before it sleeps');
      },
    });
    await bus.ownName(service);
    return login;
  }

  /** Who asked to delay sleep or shutdown, in order. */
  get inhibitions(): readonly Inhibition[] {
    return this.#inhibitions;
  }

  /** Waits until an app listens: Electron asks for a delay right after it has subscribed to the signals. */
  async listened(options: WaitOptions = {}): Promise<void> {
    const asked = () => (this.#inhibitions.some(({ what }) => what.includes('sleep')) ? true : undefined);
    await eventually('an app to listen for sleep', asked, options);
  }

  /** The machine is about to sleep. It does not: time goes on, and only the announcement is made. */
  sleep(): void {
    this.#announce(true);
  }

  /** The machine has woken up. */
  wake(): void {
    this.#announce(false);
  }

  #announce(aboutToSleep: boolean): void {
    this.bus.emit(path, manager, 'PrepareForSleep', 'b', [aboutToSleep]);
  }
}
