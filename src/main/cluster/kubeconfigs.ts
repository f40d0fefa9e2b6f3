import { type ClusterId, clusterOf } from '../../shared/cluster-ref';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import type { FileWatchTimes } from '../base/file-watch';
import { KubeconfigFiles, type KubeconfigSource } from './kubeconfig';
import { type ContextEntry, contextEntry, type Kubeconfig } from './kubeconfig-parse';
import { type KubeconfigNews, KubeconfigWatch } from './kubeconfig-watch';

export interface KubeconfigsOptions {
  readonly clock: Clock;
  /** The user's own, for clusters that name no file. */
  readonly own: KubeconfigSource;
  /** `file`: the one that contexts name; absent for the user's own. */
  readonly onNews: (news: KubeconfigNews, file?: string) => void;
  readonly times?: FileWatchTimes;
}

interface Book {
  readonly source: KubeconfigSource;
  /** Those that were asked for, as they were last. */
  readonly entries: Map<string, ContextEntry>;
  watch: KubeconfigWatch | null;
}

/** The user's own kubeconfig, and the files that contexts are looked up in instead. Each is watched on its own. */
export class Kubeconfigs {
  /** By file; the user's own has none. */
  readonly #books = new Map<string | undefined, Book>();
  #isFollowed = false;

  constructor(private readonly options: KubeconfigsOptions) {}

  /** One that contexts name; the user's own without a file. Fails with a `ProblemError`. */
  load(file?: string): Promise<Kubeconfig> {
    return this.#book(file).source.load();
  }

  /** As it is now. Fails with a `ProblemError` that names the file. */
  async entry(cluster: ClusterId): Promise<ContextEntry> {
    const { context, kubeconfig: file } = clusterOf(cluster);
    const { source, entries } = this.#book(file);
    const found = contextEntry(await source.load(), context);
    const entry = file === undefined ? found : { ...found, kubeconfig: file };
    entries.set(context, entry);
    return entry;
  }

  /** As it was last asked for; undefined when it never was, or was never there. */
  known(cluster: ClusterId): ContextEntry | undefined {
    const { context, kubeconfig } = clusterOf(cluster);
    return this.#books.get(kubeconfig)?.entries.get(context);
  }

  /** Tells from now on what becomes of them: of the user's own, and of others from when they are first asked for. */
  follow(): Disposable {
    this.#isFollowed = true;
    for (const [file, book] of [[undefined, this.#book(undefined)] as const, ...this.#books]) this.#watch(book, file);
    return toDisposable(() => {
      this.#isFollowed = false;
      for (const book of this.#books.values()) unwatch(book);
    });
  }

  /** As if they had changed. Never rejects. */
  async reread(): Promise<void> {
    await Promise.all([...this.#books.values()].flatMap(({ watch }) => watch?.reread() ?? []));
  }

  /** No forward names any other file any more: they are looked at no longer. */
  keepOnly(files: ReadonlySet<string>): void {
    for (const [file, book] of [...this.#books]) {
      if (file === undefined || files.has(file)) continue;
      unwatch(book);
      this.#books.delete(file);
    }
  }

  #book(file: string | undefined): Book {
    const known = this.#books.get(file);
    if (known) return known;
    const source = file === undefined ? this.options.own : new KubeconfigFiles([file], missingFileHint);
    const book: Book = { source, entries: new Map(), watch: null };
    this.#books.set(file, book);
    if (this.#isFollowed) this.#watch(book, file);
    return book;
  }

  #watch(book: Book, file: string | undefined): void {
    const { clock, times, onNews } = this.options;
    book.watch ??= new KubeconfigWatch({
      clock,
      source: book.source,
      namedFiles: () => [...book.entries.values()].flatMap(namedFiles),
      onNews: (news) => (file === undefined ? onNews(news) : onNews(news, file)),
      ...(times ? { times } : {}),
    });
  }
}

/** What to do when a file is not there that the config names. */
export const missingFileHint = 'Correct the kubeconfig of that context in the config file, or create the file.';

function unwatch(book: Book): void {
  book.watch?.dispose();
  book.watch = null;
}

/** Files that are read for this context, besides the kubeconfig. */
function namedFiles({ cluster, user }: ContextEntry): readonly string[] {
  const paths = [cluster['certificate-authority'], user['client-certificate'], user['client-key'], user.tokenFile];
  return paths.flatMap((path) => path || []);
}
