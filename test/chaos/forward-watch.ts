import type { Moment, Rule, SaidEvent } from './observation';

/** How many events are kept for the story of a violation. */
const kept = 12;

/** What is known of one forward from outside: what is shown of it, and what its port answers. */
export class ForwardWatch {
  shown = 'unknown';
  #shownSince: Moment = { fair: 0, real: 0 };
  readonly #probes = new Map<number, Moment>();
  /** Of the connections since the last answer, when the first began; null when the last one was answered. */
  #silentSince: Moment | null = null;
  /** The latest beginning of a connection that was answered. */
  #answeredFrom: Moment | null = null;
  #answeredAt: Moment | null = null;
  #answeredWhileNotActive: Moment | null = null;
  readonly #waits = new Map<number, Moment>();
  /** Who has waited since before this was left behind by a fault. */
  #strandedUntil: Moment | null = null;
  #excusedUntil = 0;
  readonly #said = new Set<Rule>();
  readonly lastEvents: string[] = [];

  constructor(readonly alias: string) {}

  showed(state: string, at: Moment): void {
    if (state === this.shown) return;
    this.shown = state;
    this.#shownSince = at;
    this.#answeredWhileNotActive = null;
    this.#said.clear();
  }

  note(event: SaidEvent, at: Moment): void {
    this.lastEvents.push(`${(at.real / 1_000).toFixed(2)} ${summaryOf(event)}`);
    if (this.lastEvents.length > kept) this.lastEvents.shift();
  }

  probeBegun(probe: number, at: Moment): void {
    this.#probes.set(probe, at);
    this.#silentSince ??= at;
  }

  /** Answers when the probe began; undefined when it is not known. */
  probeEnded(probe: number, answered: boolean, at: Moment): Moment | undefined {
    const begun = this.#probes.get(probe);
    this.#probes.delete(probe);
    if (!begun || !answered) return begun;
    if (!this.#answeredFrom || begun.real >= this.#answeredFrom.real) this.#answeredFrom = begun;
    this.#answeredAt = at;
    this.#said.delete('active, yet nothing answers');
    // Those that began before it do not count any more: they may hang on a tunnel that was given up.
    const later = [...this.#probes.values()].filter((other) => other.real > begun.real);
    this.#silentSince = later[0] ?? null;
    if (this.shown !== 'active') this.#answeredWhileNotActive ??= at;
    return begun;
  }

  waiting(connection: number, waits: boolean, at: Moment): void {
    if (waits) this.#waits.set(connection, this.#waits.get(connection) ?? at);
    else this.#waits.delete(connection);
  }

  /** Silence until now is forgiven; who was left behind before stays so. */
  excuse(at: Moment): void {
    this.#excusedUntil = at.fair;
    for (const [connection, since] of this.#waits) if (!this.#isStranded(since)) this.#waits.set(connection, at);
  }

  activeAndSilentMs(at: Moment): number {
    if (this.shown !== 'active' || !this.#silentSince) return 0;
    return at.fair - Math.max(this.#shownSince.fair, this.#silentSince.fair, this.#excusedUntil);
  }

  answeringThoughNotActiveMs(at: Moment): number {
    return this.#answeredWhileNotActive ? at.fair - this.#answeredWhileNotActive.fair : 0;
  }

  /** Connections that have waited for longer than this for what they are owed, left behind by a fault or not. */
  waitingLongerThan(ms: number, at: Moment): readonly { readonly key: string; readonly stranded: boolean }[] {
    const longer = ([, since]: readonly [number, Moment]) => at.fair - since.fair > ms;
    const keyed = (what: string, map: ReadonlyMap<number, Moment>) =>
      [...map]
        .filter(longer)
        .map(([id, since]) => ({ key: `${what} ${String(id)}`, stranded: this.#isStranded(since) }));
    // Probes are judged by what is shown meanwhile; only those left behind count here.
    return [...keyed('connection', this.#waits), ...keyed('probe', this.#probes).filter(({ stranded }) => stranded)];
  }

  /** Whoever waits now may be left hanging. */
  strand(at: Moment): void {
    this.#strandedUntil = at;
  }

  /** Whether those that were left behind may still be ended: for `ms` at most. */
  mayEndLate(ms: number, at: Moment): boolean {
    return this.#strandedUntil !== null && at.fair - this.#strandedUntil.fair <= ms;
  }

  isConnectionStranded(connection: number): boolean {
    const since = this.#waits.get(connection);
    return since !== undefined && this.#isStranded(since);
  }

  isProbeStranded(begun: Moment): boolean {
    return this.#isStranded(begun);
  }

  #isStranded(since: Moment): boolean {
    return this.#strandedUntil !== null && since.real <= this.#strandedUntil.real;
  }

  /** For how long connections have gone without an answer, not counting what was before `since`. */
  silentMsSince(since: Moment, at: Moment): number {
    return this.#silentSince ? at.fair - Math.max(this.#silentSince.fair, since.fair, this.#excusedUntil) : 0;
  }

  /** Whether a connection that began after this was answered. */
  answersSince(since: Moment): boolean {
    return this.#answeredFrom !== null && this.#answeredFrom.real >= since.real;
  }

  hasAnsweredSince(fair: number): boolean {
    return this.#answeredAt !== null && this.#answeredAt.fair >= fair;
  }

  /** True the first time in this state. */
  once(rule: Rule): boolean {
    if (this.#said.has(rule)) return false;
    this.#said.add(rule);
    return true;
  }
}

function summaryOf({ event, ...rest }: SaidEvent): string {
  const told = ['state', 'phase', 'suspect', 'elapsedMs', 'step', 'attempt', 'lane', 'pod', 'connection', 'message'];
  const parts = told.flatMap((key) => (isPlain(rest[key]) ? [`${key}=${String(rest[key])}`] : []));
  for (const key of ['cause', 'problem']) {
    const problem = rest[key];
    if (typeof problem !== 'object' || problem === null) continue;
    const { code, message } = problem as { code?: unknown; message?: unknown };
    parts.push(`${key}=${String(code)} "${String(message)}"`);
  }
  return [event, ...parts].join(' ');
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
