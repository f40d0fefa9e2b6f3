import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
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

/** Whether the user has any kubeconfig. One that cannot be read counts: using it will say why. */
export async function hasKubeconfig(environment: Environment, explicit?: string): Promise<boolean> {
  const states = await Promise.all(kubeconfigPaths(environment, explicit).map(fingerprint));
  return states.some((state) => state !== null);
}

/** The user's kubeconfig, read again when one of its files has changed. */
export class KubeconfigFiles {
  #current: { readonly fingerprint: string; readonly kubeconfig: Promise<Kubeconfig> } | null = null;

  constructor(private readonly paths: readonly string[]) {}

  /** Fails with a `ProblemError`. Concurrent calls share one reading. */
  async load(): Promise<Kubeconfig> {
    const states = await Promise.all(this.paths.map(fingerprint));
    const now = states.join('|');
    if (this.#current?.fingerprint !== now) this.#current = { fingerprint: now, kubeconfig: this.#read(states) };
    const current = this.#current;
    try {
      return await current.kubeconfig;
    } catch (error) {
      if (this.#current === current) this.#current = null;
      throw error;
    }
  }

  async #read(states: readonly (string | null)[]): Promise<Kubeconfig> {
    const present = this.paths.filter((_, index) => states[index] !== null);
    // As with kubectl, files of a list may be missing, as long as one is there.
    if (present.length === 0) {
      const message = `There is no kubeconfig: ${this.paths.join(', ')} ${this.paths.length === 1 ? 'does' : 'do'} not exist`;
      throw kubeconfigProblem(message, 'Log in to a cluster, or set KUBECONFIG.');
    }
    return mergeKubeconfigs(await Promise.all(present.map(readOne)));
  }
}

async function readOne(path: string): Promise<Kubeconfig> {
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
  return parseKubeconfig(text, path);
}

/** Changes whenever the file does; null when there is none. */
async function fingerprint(path: string): Promise<string | null> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return [mtimeMs, ctimeMs, size, ino].join(':');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : `unreadable ${String(code)}`;
  }
}
