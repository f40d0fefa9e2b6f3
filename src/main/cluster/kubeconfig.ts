import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { type Problem, problemOf } from '../../shared/problem';
import { isOutOfDescriptors } from '../base/descriptors';
import { fingerprint } from '../base/fingerprint';
import { type Kubeconfig, mergeKubeconfigs, parseKubeconfig } from './kubeconfig-parse';
import { kubeconfigProblem, unreadableFile } from './kubeconfig-problems';

type Environment = Readonly<Record<string, string | undefined>>;

/** Larger than any kubeconfig with all its certificates, in bytes. */
const maxBytes = 10 * 1024 * 1024;

/** Where to look: an explicit file alone, else the KUBECONFIG list, else `~/.kube/config`. */
export function kubeconfigPaths(environment: Environment, explicit?: string): readonly string[] {
  if (explicit !== undefined) return [resolve(explicit)];
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return [...new Set(listed.map((path) => resolve(path)))];
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir();
  return [join(home, '.kube', 'config')];
}

/** Whether the user has a kubeconfig. One that cannot be read counts: using it will say why. */
export async function hasKubeconfig(environment: Environment, explicit?: string): Promise<boolean> {
  const states = await Promise.all(kubeconfigPaths(environment, explicit).map(fingerprint));
  return states.some((state) => state !== null);
}

/** Where kubeconfigs come from. */
export interface KubeconfigSource {
  /** Fails with a `ProblemError`. */
  load(): Promise<Kubeconfig>;
  /** The files to look at for changes. */
  paths(): Promise<readonly string[]>;
  /** Why files of it are used as they were before, not as they are. */
  rejected(): readonly Problem[];
}

/** A kubeconfig that is in no file. Relative paths in it are relative to the working folder. */
class KubeconfigText implements KubeconfigSource {
  constructor(private readonly text: string) {}

  async load(): Promise<Kubeconfig> {
    return Promise.resolve(this.text).then((text) => parseKubeconfig(text, 'kubeconfig'));
  }

  paths(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  rejected(): readonly Problem[] {
    return [];
  }
}

/** A kubeconfig that stands in for the user's files as long as it is given. */
export type GivenKubeconfig = string | (() => string | null);

/** The one that is given at present; null when the user's files count. */
export function givenText(given: GivenKubeconfig | undefined): string | null {
  return typeof given === 'function' ? given() : (given ?? null);
}

/** The kubeconfig that is given, else the user's files: whichever counts when it is asked for. */
export class GivenOrFiles implements KubeconfigSource {
  constructor(
    private readonly given: () => string | null,
    private readonly files: KubeconfigFiles,
  ) {}

  load(): Promise<Kubeconfig> {
    return this.#source().load();
  }

  paths(): Promise<readonly string[]> {
    return this.#source().paths();
  }

  rejected(): readonly Problem[] {
    return this.#source().rejected();
  }

  #source(): KubeconfigSource {
    const text = this.given();
    return text === null ? this.files : new KubeconfigText(text);
  }
}

/** One file, as it was last read. */
interface KnownFile {
  readonly fingerprint: string;
  /** The last that could be understood, if ever one could. */
  readonly good: Kubeconfig | null;
  /** What is wrong with it as it is now. */
  readonly error: unknown;
}

/**
 * The user's kubeconfig, read again when one of its files has changed. A file that cannot be understood at the moment,
 * since somebody is editing it for example, stays what it was.
 */
export class KubeconfigFiles implements KubeconfigSource {
  readonly #known = new Map<string, Promise<KnownFile>>();
  #rejected: readonly Problem[] = [];

  /** `given`: where to look, or how to find out. `missingHint`: what to do when nothing is there. */
  constructor(
    private readonly given: readonly string[] | (() => Promise<readonly string[]>),
    private readonly missingHint = 'Log in to a cluster, or set KUBECONFIG.',
  ) {}

  async paths(): Promise<readonly string[]> {
    return typeof this.given === 'function' ? this.given() : this.given;
  }

  /** Fails with a `ProblemError`. */
  async load(): Promise<Kubeconfig> {
    const paths = await this.paths();
    const present = (await Promise.all(paths.map((path) => this.#read(path)))).filter((file) => file !== null);
    const rejected = present.filter(({ error }) => error !== null);
    const hopeless = rejected.find(({ good }) => good === null);
    if (hopeless) throw hopeless.error;
    this.#rejected = rejected.map(({ error }) => problemOf(error));
    // As with kubectl, files of a list may be missing, as long as one is there.
    if (present.length === 0) {
      const message = `There is no kubeconfig: ${paths.join(', ')} ${paths.length === 1 ? 'does' : 'do'} not exist`;
      throw kubeconfigProblem(message, this.missingHint);
    }
    return mergeKubeconfigs(present.flatMap(({ good }) => good ?? []));
  }

  rejected(): readonly Problem[] {
    return this.#rejected;
  }

  /** Null when there is no such file. */
  async #read(path: string): Promise<KnownFile | null> {
    const now = await fingerprint(path);
    const before = await this.#known.get(path);
    if (now === null) {
      this.#known.delete(path);
      return null;
    }
    if (before?.fingerprint === now) return before;
    const reading = readOne(path, before?.good ?? null).then(
      (good): KnownFile => ({ fingerprint: now, good, error: null }),
      (error: unknown): KnownFile => {
        // What could not be read for want of a descriptor is read when it is needed next, though it stays the same.
        return { fingerprint: isOutOfDescriptors(error) ? '' : now, good: before?.good ?? null, error };
      },
    );
    this.#known.set(path, reading);
    return reading;
  }
}

async function readOne(path: string, before: Kubeconfig | null): Promise<Kubeconfig> {
  let text: string;
  try {
    const status = await stat(path);
    if (!status.isFile()) throw kubeconfigProblem(`The kubeconfig ${path} is not a file`, 'Check the path.');
    if (status.size > maxBytes)
      throw kubeconfigProblem(`The kubeconfig ${path} is larger than 10 MiB`, 'Check the path.');
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof Error && 'problem' in error ? error : unreadableFile('The kubeconfig', path, error);
  }
  // Many tools, kubectl among them, empty a file before they write it.
  if (text.trim() === '' && before !== null && before.contexts.size > 0) {
    throw kubeconfigProblem(`The kubeconfig ${path} is empty now`, 'Mend the kubeconfig, or delete it.');
  }
  return parseKubeconfig(text, path);
}
