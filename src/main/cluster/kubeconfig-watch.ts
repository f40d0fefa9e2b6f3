import { type Problem, problemOf } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import type { AccessChange } from '../engine/clusters';
import { changedContexts } from './changed-contexts';
import { fingerprint } from './fingerprint';
import type { KubeconfigSource } from './kubeconfig';
import { emptyKubeconfig, type Kubeconfig } from './kubeconfig-parse';

/** What was seen of the kubeconfig, after it had been left alone for a moment. */
export interface KubeconfigNews {
  readonly files: readonly string[];
  /** What is different. */
  readonly changes: readonly AccessChange[];
  /** Contexts that can be used and are as they were: what failed for want of the file, or of one that it names, may work now. */
  readonly same: readonly string[];
  /** What is wrong with what is there now; null when nothing is, or when it has been told already. */
  readonly problem: Problem | null;
  /** Whether what was read before is used in its place. */
  readonly isKept: boolean;
}

export interface KubeconfigWatchOptions {
  readonly clock: Clock;
  readonly source: KubeconfigSource;
  /** Files that the kubeconfig names, such as certificates, for the contexts in use. */
  readonly namedFiles: () => readonly string[];
  readonly onNews: (news: KubeconfigNews) => void;
  readonly times?: KubeconfigWatchTimes;
}

export interface KubeconfigWatchTimes {
  /** From one look at the files to the next, in milliseconds. */
  readonly lookMs: number;
  /** For how long files that have changed must be left alone before they are read, in milliseconds. */
  readonly quietMs: number;
}

const defaultTimes: KubeconfigWatchTimes = { lookMs: 2_000, quietMs: 300 };

/**
 * Looks at the kubeconfig's files every two seconds. The system's own notifications are not used: they watch an inode or a
 * folder, and miss what a link leads to, files that are not there yet, and network file systems.
 */
export class KubeconfigWatch implements Disposable {
  #seen: FileStates = new Map();
  #kubeconfig: Kubeconfig = emptyKubeconfig;
  #told: string | null = null;
  #next: Disposable = toDisposable(() => undefined);
  #disposed = false;
  readonly #times: KubeconfigWatchTimes;

  constructor(private readonly options: KubeconfigWatchOptions) {
    this.#times = options.times ?? defaultTimes;
    void this.#begin();
  }

  dispose(): void {
    this.#disposed = true;
    this.#next.dispose();
  }

  async #begin(): Promise<void> {
    const seen = await this.#look();
    this.#kubeconfig = (await this.#load()).kubeconfig;
    this.#seen = seen;
    this.#lookIn(this.#times.lookMs);
  }

  #lookIn(ms: number, changing: FileStates | null = null): void {
    if (this.#disposed) return;
    this.#next = this.options.clock.setTimeout(() => void this.#compare(changing), ms);
  }

  /** `changing`: what a change looked like a moment ago, when there has been one. */
  async #compare(changing: FileStates | null): Promise<void> {
    const seen = await this.#look();
    if (this.#disposed) return;
    if (!differs(this.#seen, seen)) {
      this.#seen = seen;
      this.#lookIn(this.#times.lookMs);
    } else if (changing === null || differs(changing, seen)) {
      this.#lookIn(this.#times.quietMs, seen);
    } else {
      this.#seen = seen;
      await this.#tell();
      this.#lookIn(this.#times.lookMs);
    }
  }

  async #tell(): Promise<void> {
    const { kubeconfig, problem } = await this.#load();
    const files = await this.options.source.paths();
    if (this.#disposed) return;
    const changes = changedContexts(this.#kubeconfig, kubeconfig);
    // When nothing can be read any more, the tunnels that are up were opened by what was read last.
    if (kubeconfig !== emptyKubeconfig) this.#kubeconfig = kubeconfig;
    const changed = new Set(changes.map(({ context }) => context));
    const same = [...kubeconfig.contexts.keys()].filter((context) => !changed.has(context));
    const isNews = problem !== null && problem.message !== this.#told;
    this.#told = problem?.message ?? null;
    const isKept = kubeconfig !== emptyKubeconfig;
    this.options.onNews({ files, changes, same, problem: isNews ? problem : null, isKept });
  }

  async #load(): Promise<{ readonly kubeconfig: Kubeconfig; readonly problem: Problem | null }> {
    try {
      const kubeconfig = await this.options.source.load();
      return { kubeconfig, problem: this.options.source.rejected()[0] ?? null };
    } catch (error) {
      return { kubeconfig: emptyKubeconfig, problem: problemOf(error) };
    }
  }

  async #look(): Promise<FileStates> {
    const paths = new Set([...(await this.options.source.paths()), ...this.options.namedFiles()]);
    const states = [...paths].map(async (path) => [path, await fingerprint(path)] as const);
    return new Map(await Promise.all(states));
  }
}

type FileStates = ReadonlyMap<string, string | null>;

/** A file that is looked at for the first time is no change. */
function differs(before: FileStates, now: FileStates): boolean {
  return [...now].some(([path, state]) => before.has(path) && before.get(path) !== state);
}
