import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Outcome } from '../../shared/outcome';
import type { StartAtLogin } from '../../shared/start-at-login';
import { loginWords } from '../../shared/words-settings';
import { autostartEntry, type Command, execValue, readAutostartEntry } from './autostart-entry';
import type { LoginItem } from './login-item';

/** Where the entry is, by the XDG autostart specification. */
export function autostartFile(environment: NodeJS.ProcessEnv): string {
  const given = environment['XDG_CONFIG_HOME'];
  const folder = given !== undefined && isAbsolute(given) ? given : join(environment['HOME'] ?? homedir(), '.config');
  return join(folder, 'autostart', 'portwatch.desktop');
}

/** An autostart entry of the user's, as desktops of all kinds obey it. */
export class AutostartFile implements LoginItem {
  constructor(
    private readonly file: string,
    private readonly command: Command,
  ) {}

  async state(): Promise<StartAtLogin> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'off' };
      return { kind: 'unavailable', reason: loginWords.unreadable(this.file, code ?? String(error)) };
    }
    const { exec, isEnabled } = readAutostartEntry(text);
    if (!isEnabled) return { kind: 'off' };
    return exec === execValue(this.command) ? { kind: 'on' } : { kind: 'other', command: exec };
  }

  async set(enabled: boolean): Promise<Outcome> {
    try {
      if (enabled) {
        await mkdir(join(this.file, '..'), { recursive: true, mode: 0o700 });
        await writeFile(this.file, autostartEntry(this.command), { mode: 0o644 });
      } else await rm(this.file, { force: true });
      return { ok: true };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      return { ok: false, message: loginWords.unwritable(this.file, code), hint: loginWords.unwritableHint };
    }
  }
}
