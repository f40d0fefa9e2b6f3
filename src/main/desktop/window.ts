import { BrowserWindow, nativeTheme, screen } from 'electron';
import { channelOf, type PushName, type PushPayload } from '../../shared/ipc';
import { Emitter } from '../base/emitter';
import { appUrl } from './asset';
import { lockContents } from './lockdown';
import type { Logger } from './log';
import type { PreferenceStore } from './preferences';
import { openingBounds, smallestWindow } from './window-bounds';

export interface WindowOptions {
  readonly preloadFile: string;
  readonly iconFile: string;
  readonly preferences: PreferenceStore;
  readonly log: Logger;
}

/**
 * The one window: made when it is first asked for, hidden rather than closed, because the app lives in the tray. It
 * is pushed to only while somebody can see it.
 */
export class MainWindow {
  #window: BrowserWindow | null = null;
  #loaded = false;
  #quitting = false;
  #revealWhenLoaded: string | null = null;
  readonly #onDidAppear = new Emitter<void>();
  readonly #onDidHide = new Emitter<void>();
  /** It can be seen and is ready for pushes; what it knew before may be out of date. */
  readonly onDidAppear = this.#onDidAppear.event;
  /** The user closed it. */
  readonly onDidHide = this.#onDidHide.event;

  constructor(private readonly options: WindowOptions) {}

  /** Whether pushes arrive. */
  get live(): boolean {
    return this.#loaded && this.#window?.isVisible() === true;
  }

  /** Shows the window and puts it in front, making it if need be. */
  show(): void {
    const window = (this.#window ??= this.#create());
    if (!this.#loaded) return; // `ready-to-show` does it: an empty frame is no use to anybody.
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Shows the window with this forward's details. */
  reveal(id: string): void {
    this.#revealWhenLoaded = this.#loaded ? null : id;
    this.show();
    if (this.#loaded) this.push('reveal', { id });
  }

  /** Dropped while nobody sees the window: `onDidAppear` is the moment to send everything. */
  push<K extends PushName>(name: K, payload: PushPayload<K>): void {
    if (this.live) this.#window?.webContents.send(channelOf(name), payload);
  }

  /** Whether this is our page, in the window's main frame and not in a frame within it. */
  owns(frame: Electron.WebFrameMain | null): boolean {
    return frame !== null && this.#window !== null && frame === this.#window.webContents.mainFrame;
  }

  dispose(): void {
    this.#quitting = true;
    this.#onDidAppear.dispose();
    this.#onDidHide.dispose();
    this.#window?.destroy();
    this.#window = null;
  }

  #create(): BrowserWindow {
    const { preferences, log, preloadFile, iconFile } = this.options;
    const { x, y, width, height } = openingBounds(
      preferences.get('bounds'),
      screen.getAllDisplays().map((display) => display.workArea),
    );
    const window = new BrowserWindow({
      ...(x === null || y === null ? { center: true } : { x, y }),
      width,
      height,
      minWidth: smallestWindow.width,
      minHeight: smallestWindow.height,
      show: false,
      title: 'Portwatch',
      icon: iconFile,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1c1d20' : '#ffffff',
      webPreferences: {
        preload: preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    const contents = window.webContents;
    lockContents(contents, log);
    window.once('ready-to-show', () => {
      this.#loaded = true;
      this.show();
      if (this.#revealWhenLoaded !== null) this.push('reveal', { id: this.#revealWhenLoaded });
      this.#revealWhenLoaded = null;
    });
    window.on('show', () => this.#onDidAppear.fire());
    window.on('restore', () => this.#onDidAppear.fire());
    window.on('close', (event) => {
      preferences.set('bounds', window.getNormalBounds());
      if (this.#quitting) return;
      event.preventDefault();
      window.hide();
      this.#onDidHide.fire();
    });
    contents.on('render-process-gone', (_, { reason }) => {
      log.error(`The window's process ended: ${reason}`);
      if (!this.#quitting && reason !== 'clean-exit') this.#replace(window);
    });
    window.loadURL(appUrl).catch((error: unknown) => log.error('The window cannot be loaded.', error));
    return window;
  }

  /** A window without its process is dead: the next one starts from a snapshot. */
  #replace(dead: BrowserWindow): void {
    const wasVisible = dead.isVisible();
    dead.destroy();
    this.#window = null;
    this.#loaded = false;
    if (wasVisible) this.show();
  }
}
