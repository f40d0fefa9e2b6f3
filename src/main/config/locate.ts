import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

/** Everything that decides where the config file may be. */
export interface ConfigWhereabouts {
  /** The `--config` option. */
  readonly explicit: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  /** The working folder. */
  readonly cwd: string;
}

export interface FoundConfig {
  /** The first candidate that exists; when none does, where a new file belongs. */
  readonly path: string;
  readonly exists: boolean;
  readonly candidates: readonly string[];
}

/**
 * The places where a config file is looked for, in order: `--config` alone; else the user's own config folder, then
 * `.kportal.yaml` in the working folder.
 */
export function configCandidates(whereabouts: ConfigWhereabouts): readonly string[] {
  const { explicit, cwd } = whereabouts;
  const path = whereabouts.platform === 'win32' ? win32 : posix;
  if (explicit !== null) return [path.resolve(cwd, explicit)];
  return [path.join(configFolder(whereabouts), 'portwatch.yaml'), path.join(cwd, '.kportal.yaml')];
}

function configFolder({ environment, platform, home }: ConfigWhereabouts): string {
  const xdg = environment['XDG_CONFIG_HOME'];
  // The XDG specification: a relative path is invalid and has to be ignored.
  if (xdg !== undefined && posix.isAbsolute(xdg) && platform !== 'win32') return posix.join(xdg, 'portwatch');
  if (platform === 'win32') {
    return win32.join(environment['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'Portwatch');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Portwatch');
  return posix.join(home, '.config', 'portwatch');
}

/** The config file to use. One that exists but cannot be read counts as existing: loading it says what is wrong. */
export async function findConfig(
  whereabouts: ConfigWhereabouts,
  exists: (path: string) => Promise<boolean> = pathExists,
): Promise<FoundConfig> {
  const candidates = configCandidates(whereabouts);
  for (const path of candidates) if (await exists(path)) return { path, exists: true, candidates };
  return { path: candidates[0] ?? '', exists: false, candidates };
}

async function pathExists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
