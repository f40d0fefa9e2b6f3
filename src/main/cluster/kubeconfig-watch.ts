import { type Problem, problemOf } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { FileWatch, type FileWatchTimes } from '../base/file-watch';
import type { AccessChange } from '../engine/clusters';
import { changedContexts } from './changed-contexts';
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
  /** Every two seconds, told after 300 ms, unless given. */
  readonly times?: FileWatchTimes;
}

const defaultTimes: FileWatchTimes = { lookMs: 2_000, quietMs: 300 };

/** Tells what becomes of the contexts when the kubeconfig's files change. */
export class KubeconfigWatch implements Disposable {
  #kubeconfig: Kubeconfig = emptyKubeconfig;
  #told: string | null = null;
  #disposed = false;
  readonly #files: FileWatch;

  constructor(private readonly options: KubeconfigWatchOptions) {
    const { clock, source, namedFiles, times = defaultTimes } = options;
    this.#files = new FileWatch({
      clock,
      times,
      paths: async () => [...(await source.paths()), ...namedFiles()],
      onBegin: async () => void (this.#kubeconfig = (await this.#load()).kubeconfig),
      onChange: () => this.#tell(),
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#files.dispose();
  }

  /** As if its files had changed. Never rejects. */
  reread(): Promise<void> {
    return this.#tell();
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
}
