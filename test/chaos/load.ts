import type { Socket } from 'node:net';
import { ask, converse, receive, type Ending } from './connections';
import type { Place, Role } from './layout';
import type { Observation } from './observation';

export interface LoadOptions {
  readonly places: readonly Place[];
  readonly ports: ReadonlyMap<string, number>;
  readonly observe: (observation: Observation) => void;
  /** Whether an idle forward has to be asked now: it is otherwise left alone. */
  readonly mustBeAsked: (alias: string) => boolean;
}

/** Between two probes, in milliseconds: the `askedMs` of the settings. */
const probeEveryMs = 400;
/** As long as more probes of a forward than this wait for an answer, only every so many rounds another comes. */
const manyProbes = 4;
/** A connection that has waited for longer than it would be held hangs: it does not count any more. Milliseconds. */
const hangingMs = 12_000;
const patientRounds = 3;
/** Every so many rounds an idle forward is asked. */
const idleRounds = 12;
/** After a lost connection another is opened this much later, in milliseconds. */
const pauseMs = 250;

/** Drives the forwards as people's programs do, each by its role, and tells what becomes of every connection. */
export class Load {
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Of each forward, when the probes that are not answered yet began. */
  readonly #underWay = new Map<string, Set<number>>();
  #nextId = 1;
  #stopped = false;

  constructor(private readonly options: LoadOptions) {}

  start(): void {
    for (const [index, place] of this.options.places.entries()) {
      const { role } = place;
      // Not all at the same moment.
      this.#later((index * probeEveryMs) / this.options.places.length, () => this.#probeOn(place, 0));
      if (role === 'echo' || role === 'mixed') void this.#again(place, 'echo');
      if (role === 'download' || role === 'mixed') void this.#again(place, 'download');
    }
  }

  /** Ends every connection, and what would open others. */
  dispose(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #probeOn(place: Place, round: number): void {
    this.#later(probeEveryMs, () => this.#probeOn(place, round + 1));
    const isIdle = place.role === 'idle' && !this.options.mustBeAsked(place.alias);
    const isPatient = this.#waitingProbes(place.alias) > manyProbes;
    const everyRounds = isIdle ? idleRounds : isPatient ? patientRounds : 1;
    if (round % everyRounds === 0) void this.#probe(place);
  }

  async #probe({ alias, app }: Place): Promise<void> {
    const probe = this.#id();
    const { observe } = this.options;
    const begun = performance.now();
    const underWay = this.#underWay.get(alias) ?? new Set();
    this.#underWay.set(alias, underWay.add(begun));
    observe({ type: 'probe-begun', forward: alias, probe });
    const ending = await ask(this.#port(alias), app);
    underWay.delete(begun);
    if (this.#stopped) return;
    observe({ type: 'probe-ended', forward: alias, probe, answered: ending.kind === 'complete' });
    if (ending.kind === 'wrong') observe({ type: 'corrupt', forward: alias, detail: ending.detail });
  }

  async #again(place: Place, role: 'echo' | 'download'): Promise<void> {
    while (!this.#stopped) {
      const ending = await this.#connection(place, role);
      if (ending.kind !== 'complete') await new Promise<void>((resolve) => this.#later(pauseMs, resolve));
    }
  }

  async #connection({ alias }: Place, role: 'echo' | 'download'): Promise<Ending> {
    const connection = this.#id();
    const { observe } = this.options;
    const onWaiting = (waits: boolean) => observe({ type: 'waiting', forward: alias, connection, waits });
    const onSocket = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    };
    const port = this.#port(alias);
    const ending =
      role === 'echo'
        ? await converse(port, { piece: 24_000, everyMs: 150, onWaiting }, onSocket)
        : await receive(port, { bytes: 1_500_000, piece: 60_000, everyMs: 100, onWaiting }, onSocket);
    if (!this.#stopped) this.#tell(alias, connection, role, ending);
    return ending;
  }

  #tell(forward: string, connection: number, role: Role, ending: Ending): void {
    const { observe } = this.options;
    if (ending.kind === 'wrong') observe({ type: 'corrupt', forward, detail: ending.detail });
    else if (ending.kind !== 'complete') observe({ type: 'lost', forward, connection, role, how: ending.kind });
  }

  #waitingProbes(alias: string): number {
    const since = performance.now() - hangingMs;
    return [...(this.#underWay.get(alias) ?? [])].filter((begun) => begun > since).length;
  }

  #port(alias: string): number {
    return this.options.ports.get(alias) ?? 0;
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #later(ms: number, act: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}
