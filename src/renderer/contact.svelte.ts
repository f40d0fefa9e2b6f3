import type { WindowApi } from '../shared/ipc';
import { whileSeen, type Page } from './while-seen';

/** How often main is asked for a sign of life, in milliseconds, while somebody can see the window. */
const everyMs = 2_000;
/** How long an answer may take before the window says that it has none. A busy main answers within a fraction of a second. */
const patienceMs = 6_000;

export interface ContactTools {
  readonly api: Pick<WindowApi, 'stillThere'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly page: Page;
}

/** Whether main answers. What the window shows is only as true as that: it says since when it has heard nothing. */
export class Contact {
  /** When the question was asked that main still owes an answer to; null while it answers in time. */
  silentSince = $state.raw<number | null>(null);
  #askedAt: number | null = null;
  #lookedAt: number;
  #stop = (): void => undefined;

  constructor(private readonly tools: ContactTools) {
    this.#lookedAt = tools.now();
  }

  /** While nobody sees the window, nobody is asked. */
  start(): void {
    this.#stop = whileSeen(this.tools.page, everyMs, () => this.look());
  }

  /** Asks when nothing is owed; else looks whether it has been owed for too long. */
  look(): void {
    const now = this.tools.now();
    // After a sleep of the machine, or of this window, it was not main that kept silent.
    const slept = now - this.#lookedAt > 2 * everyMs;
    this.#lookedAt = now;
    if (this.#askedAt === null) void this.#ask(now);
    else if (slept) this.#askedAt = now;
    else if (now - this.#askedAt > patienceMs) this.silentSince ??= this.#askedAt;
  }

  dispose(): void {
    this.#stop();
  }

  async #ask(now: number): Promise<void> {
    this.#askedAt = now;
    // A refusal is a sign of life, too.
    await this.tools.api.stillThere().catch(() => false);
    this.#askedAt = null;
    this.silentSince = null;
  }
}
