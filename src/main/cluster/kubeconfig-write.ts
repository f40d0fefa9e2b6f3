import { open, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scalar } from 'yaml';
import { isScalar, parseDocument } from 'yaml';

export interface NewTokens {
  readonly userName: string;
  /** The one that must stand in the file, or somebody else has been faster. */
  readonly usedRefreshToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

/**
 * The kubeconfig with these tokens of an OIDC user in it, and every other byte as it was; null when the user in it is not
 * the one that the tokens are for, or is not written in a way that can be changed like that.
 */
export function withTokens(source: string, tokens: NewTokens): string | null {
  const document = parseDocument(source);
  if (document.errors.length > 0) return null;
  const users: unknown = document.toJS();
  const index = indexOfUser(users, tokens.userName);
  if (index === -1) return null;
  const scalarAt = (key: string): Scalar | null => {
    const node: unknown = document.getIn(['users', index, 'user', 'auth-provider', 'config', key], true);
    return isScalar(node) && node.range && node.type?.startsWith('BLOCK') !== true ? node : null;
  };
  const refreshToken = scalarAt('refresh-token');
  if (refreshToken?.value !== tokens.usedRefreshToken) return null;
  const idToken = scalarAt('id-token');
  const edits = [
    { node: refreshToken, value: tokens.refreshToken },
    ...(idToken ? [{ node: idToken, value: tokens.idToken }] : []),
  ].flatMap(({ node, value }) => (node.range ? [{ from: node.range[0], to: node.range[1], value }] : []));
  // From the end, so that places further ahead stay where they are. JSON's text is also YAML's.
  return edits
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to, value }) => text.slice(0, from) + JSON.stringify(value) + text.slice(to), source);
}

function indexOfUser(kubeconfig: unknown, name: string): number {
  if (typeof kubeconfig !== 'object' || kubeconfig === null || !('users' in kubeconfig)) return -1;
  const { users } = kubeconfig;
  if (!Array.isArray(users)) return -1;
  return users.findIndex(
    (user: unknown) => typeof user === 'object' && user !== null && 'name' in user && user.name === name,
  );
}

const lockTries = 20;
const lockWaitMs = 50;

/**
 * Writes them into the file, atomically, under the lock that kubectl takes too, with the file's mode, and through links.
 * Answers whether that was done: not when the file has other tokens by now. Rejects with the system's error.
 */
export async function saveTokens(file: string, tokens: NewTokens): Promise<boolean> {
  const target = await realpath(file);
  const lock = `${file}.lock`;
  await takeLock(lock);
  try {
    const changed = withTokens(await readFile(target, 'utf8'), tokens);
    if (changed === null) return false;
    const { mode } = await stat(target);
    const temporary = `${target}.${String(process.pid)}.tmp`;
    try {
      await writeFile(temporary, changed, { mode: mode & 0o777, flag: 'wx' });
      await rename(temporary, target);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    return true;
  } finally {
    await unlink(lock).catch(() => undefined);
  }
}

/** For a second; a lock that stays is somebody else's, or left behind, and is not ours to break. */
async function takeLock(path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (await open(path, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === lockTries) throw error;
      await sleep(lockWaitMs);
    }
  }
}
