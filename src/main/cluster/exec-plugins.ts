import { type ClusterId, clusterIdOf } from '../../shared/cluster-ref';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import { type Disposable, toDisposable } from '../base/disposable';
import { type ExecCredential, isFresh } from './exec-credential';
import { retryInMs } from './exec-failure';
import { ExecError, runExec } from './exec-run';
import type { ContextEntry, ExecEntry } from './kubeconfig-parse';

/** How long anybody waits for a program before it is said that it does not answer, in milliseconds. It goes on meanwhile. */
export const execPatienceMs = 15_000;

interface Held {
  readonly credential: ExecCredential;
  /** Milliseconds since 1970. */
  readonly obtainedAt: number;
}

/** Times are monotonic milliseconds. */
interface Run {
  readonly startedAt: number;
  readonly credential: Promise<ExecCredential>;
}

interface Failure {
  readonly error: unknown;
  /** In a row. */
  readonly count: number;
  /** Not run again before, unless asked to. */
  readonly notBefore: number;
  readonly retry: Disposable;
}

/**
 * Credentials from the programs that a kubeconfig names: one run at a time per user, kept until shortly before they
 * expire or until they are refused. A run goes on when those who wait for it give up: somebody may be logging in.
 * One that fails is not run again for a while, whoever asks (`exec-failure.ts`).
 */
export class ExecPlugins implements Disposable {
  readonly #held = new Map<string, Held>();
  readonly #running = new Map<string, Run>();
  readonly #failures = new Map<string, Failure>();
  /** Those that went away with nothing, by user. */
  readonly #disappointed = new Map<string, Set<ClusterId>>();
  readonly #stop = new AbortController();

  /**
   * `environment`: what programs run in, or how to find out when the first one is needed. `onHope`: those clusters, whose
   * forwards were told that there are no credentials, may ask again.
   */
  constructor(
    private readonly clock: Clock,
    private readonly environment: NodeJS.ProcessEnv | (() => Promise<NodeJS.ProcessEnv>),
    private readonly onHope: (clusters: readonly ClusterId[]) => void = () => undefined,
  ) {}

  /** Fails with a `ProblemError`. */
  async get(context: ContextEntry, exec: ExecEntry): Promise<ExecCredential> {
    const key = keyOf(context, exec);
    const held = this.#held.get(key);
    const wallTime = this.clock.wallTime();
    if (held && isFresh(held.credential, held.obtainedAt, wallTime)) return held.credential;
    try {
      return await this.#renewed(key, context, exec);
    } catch (error) {
      // It was to be renewed ahead of time, and can still be used.
      const left = this.#held.get(key)?.credential;
      if (left && left.expiresAt !== null && left.expiresAt > this.clock.wallTime()) return left;
      this.#disappoint(key, clusterIdOf({ ...context, context: context.name }));
      throw error;
    }
  }

  /** Forgets what is held for the user. `refused` limits that to one credential, so that a newer one stays. */
  drop(context: ContextEntry, exec: ExecEntry, refused?: ExecCredential): void {
    const key = keyOf(context, exec);
    if (refused === undefined || this.#held.get(key)?.credential === refused) this.#held.delete(key);
  }

  /** Whoever asks next is worth a run, however short ago the last one failed: somebody asks for it, or things have changed. */
  allowRetry(clusters: ReadonlySet<ClusterId> | null): void {
    for (const [key, failure] of this.#failures) {
      const told = this.#disappointed.get(key) ?? new Set();
      if (clusters !== null && ![...told].some((cluster) => clusters.has(cluster))) continue;
      failure.retry.dispose();
      this.#failures.set(key, { ...failure, notBefore: -Infinity });
    }
  }

  dispose(): void {
    this.#stop.abort(new Error('Portwatch is stopping.'));
    for (const { retry } of this.#failures.values()) retry.dispose();
    this.#failures.clear();
    this.#held.clear();
  }

  async #renewed(key: string, context: ContextEntry, exec: ExecEntry): Promise<ExecCredential> {
    const { clock } = this;
    const failure = this.#failures.get(key);
    const running = this.#running.get(key);
    if (!running && failure && clock.now() < failure.notBefore) throw failure.error;
    const run = running ?? this.#start(key, context, exec);
    try {
      return await withDeadline(clock, exec.command, execPatienceMs, () => run.credential);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      throw noAnswer(context, exec, clock.now() - run.startedAt);
    }
  }

  #start(key: string, context: ContextEntry, exec: ExecEntry): Run {
    const { clock } = this;
    const startedAt = clock.now();
    const environment = () => this.#environmentNow();
    const credential = runExec(context, exec, { clock, environment, stop: this.#stop.signal }).then(
      (obtained) => {
        this.#held.set(key, { credential: obtained, obtainedAt: this.clock.wallTime() });
        this.#failures.get(key)?.retry.dispose();
        this.#failures.delete(key);
        return obtained;
      },
      (error: unknown) => {
        this.#noteFailure(key, error);
        throw error;
      },
    );
    const run = { startedAt, credential };
    this.#running.set(key, run);
    const onEnd = () => {
      this.#running.delete(key);
      // Those that still wait get it in any case; those that gave up have reason to come back.
      if (!this.#failures.has(key)) this.#giveHope(key);
    };
    credential.then(onEnd, onEnd);
    return run;
  }

  async #environmentNow(): Promise<NodeJS.ProcessEnv> {
    return typeof this.environment === 'function' ? this.environment() : this.environment;
  }

  #noteFailure(key: string, error: unknown): void {
    const { clock } = this;
    if (this.#stop.signal.aborted) return;
    const before = this.#failures.get(key);
    before?.retry.dispose();
    const count = (before?.count ?? 0) + 1;
    const now = clock.now();
    const waitMs = retryInMs(error instanceof ExecError ? error.kind : 'never', count);
    const retry = waitMs === null ? toDisposable(() => undefined) : clock.setTimeout(() => this.#giveHope(key), waitMs);
    this.#failures.set(key, { error, count, notBefore: now + (waitMs ?? 0), retry });
  }

  #disappoint(key: string, cluster: ClusterId): void {
    const clusters = this.#disappointed.get(key) ?? new Set();
    this.#disappointed.set(key, clusters.add(cluster));
  }

  #giveHope(key: string): void {
    const clusters = this.#disappointed.get(key);
    this.#disappointed.delete(key);
    if (clusters) this.onHope([...clusters]);
  }
}

function noAnswer(context: ContextEntry, { command }: ExecEntry, ms: number): ProblemError {
  const message = `No credentials for context ${context.name}: ${command} has not answered for ${String(Math.round(ms / 1_000))} s`;
  const hint = `It may be waiting for you to log in, in a browser for example. Portwatch connects as soon as ${command} answers.`;
  return new ProblemError({ code: 'timed-out', message, hint, suspect: 'credentials' });
}

/** Contexts that share a user share its credentials, unless the program is told which cluster they are for. */
function keyOf(context: ContextEntry, exec: ExecEntry): string {
  const { userName, userFolder, cluster } = context;
  return JSON.stringify([userName, userFolder, exec, exec.provideClusterInfo ? cluster : null]);
}
