import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * The kubeconfig that a config file names, as an absolute path: `~` is the home folder, and what is not absolute is relative to
 * the config file, so that both can be kept in one place.
 */
export function kubeconfigPath(named: string, configFile: string, home: string = homedir()): string {
  const [, rest] = /^~(?:[\\/](.*))?$/s.exec(named) ?? [];
  const isHome = named === '~' || rest !== undefined;
  return isHome ? join(home, rest ?? '') : resolve(dirname(configFile), named);
}
