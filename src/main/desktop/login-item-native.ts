import type { Outcome } from '../../shared/outcome';
import type { StartAtLogin } from '../../shared/start-at-login';
import { loginWords } from '../../shared/words-settings';
import { messageOf } from '../../shared/message-of';
import type { Command } from './autostart-entry';
import type { LoginItem } from './login-item';

/** The part of Electron's `app` that macOS and Windows keep login items with. */
export interface LoginItems {
  getLoginItemSettings(options: { path: string; args: string[] }): {
    readonly openAtLogin: boolean;
    /** Windows: false when the user has switched it off in the Task Manager. */
    readonly executableWillLaunchAtLogin?: boolean;
    /** macOS 13 and later, with newer versions of Electron. */
    readonly status?: string;
  };
  setLoginItemSettings(settings: { openAtLogin: boolean; path: string; args: string[] }): void;
}

/** A login item as macOS and Windows have it. */
export class NativeLoginItem implements LoginItem {
  constructor(
    private readonly app: LoginItems,
    private readonly command: Command,
    private readonly platform: NodeJS.Platform,
  ) {}

  state(): Promise<StartAtLogin> {
    try {
      const { openAtLogin, executableWillLaunchAtLogin, status } = this.app.getLoginItemSettings(this.#target());
      if (this.platform === 'darwin' && status === 'requires-approval') return Promise.resolve({ kind: 'approval' });
      const isObeyed = this.platform !== 'win32' || executableWillLaunchAtLogin !== false;
      return Promise.resolve({ kind: openAtLogin && isObeyed ? 'on' : 'off' });
    } catch (error) {
      return Promise.resolve({ kind: 'unavailable', reason: loginWords.unknown(messageOf(error)) });
    }
  }

  async set(enabled: boolean): Promise<Outcome> {
    try {
      this.app.setLoginItemSettings({ openAtLogin: enabled, ...this.#target() });
    } catch (error) {
      return { ok: false, message: loginWords.refused(messageOf(error)), hint: '' };
    }
    const { kind } = await this.state();
    // The system says nothing when it does not obey.
    if (kind === 'approval' || (kind === 'on') === enabled) return { ok: true };
    return { ok: false, message: loginWords.notObeyed, hint: loginWords.notObeyedHint };
  }

  #target(): { path: string; args: string[] } {
    const [path = '', ...args] = this.command;
    return { path, args };
  }
}
