import { once } from 'node:events';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { channelOf, type PushName, type PushPayload } from '../../shared/ipc';
import type { Place } from '../../shared/place';
import type { Clock } from '../base/clock';
import { Emitter } from '../base/emitter';
import { appUrl } from './asset';
import { lockContents } from './lockdown';
import type { Logger } from './logger';
import type { PreferenceStore } from './preferences';
import { groundOf } from './theme';
import { openingBounds, smallestWindow } from './window-bounds';

/** A page whose process ended sooner than this, in milliseconds, would only end again. */
const worthAnotherTryMs = 10_000;

export interface WindowOptions {
  readonly clock: Clock;
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
  /** What to say when the page is there. */
  #whenLoaded: (() => void) | null = null;
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
    // Until it has loaded, an empty frame would be no use to anybody; it shows itself then.
    if (!this.#loaded) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** What shows where the page has not been painted yet, as when it grows. */
  setGround(colour: string): void {
    this.#window?.setBackgroundColor(colour);
  }

  /** Shows the window with this forward's details. */
  reveal(id: string): void {
    this.#showAndPush('reveal', { id });
  }

  /** Shows the window with this open in it. */
  visit(place: Place): void {
    this.#showAndPush('visit', place);
  }

  /** Dropped while nobody sees the window: `onDidAppear` is the moment to send everything. */
  push<K extends PushName>(name: K, payload: PushPayload<K>): void {
    if (this.live) this.#window?.webContents.send(channelOf(name), JSON.stringify(payload));
  }

  /** Whether this is our page, in the window's main frame and not in a frame within it. */
  owns(frame: Electron.WebFrameMain | null): boolean {
    return frame !== null && this.#window !== null && frame === this.#window.webContents.mainFrame;
  }

  dispose(): void {
    this.#quitting = true;
    this.#onDidAppear.dispose();
    this.#onDidHide.dispose();
    if (this.#window !== null && this.#loaded) this.#rememberBounds(this.#window);
    this.#window?.destroy();
    this.#window = null;
  }

  #create(): BrowserWindow {
    const { clock, preferences, log, preloadFile, iconFile } = this.options;
    const createdAt = clock.now();
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
      backgroundColor: groundOf(nativeTheme.shouldUseDarkColors),
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
    void this.#load(window);
    window.on('show', () => this.#onDidAppear.fire());
    window.on('restore', () => this.#onDidAppear.fire());
    window.on('close', (event) => {
      this.#rememberBounds(window);
      if (this.#quitting) return;
      event.preventDefault();
      window.hide();
      this.#onDidHide.fire();
    });
    contents.on('render-process-gone', (_, { reason }) => {
      log.error(`The window's process ended: ${reason}`);
      this.#replace(window, clock.now() - createdAt > worthAnotherTryMs);
    });
    return window;
  }

  async #load(window: BrowserWindow): Promise<void> {
    try {
      await Promise.all([once(window, 'ready-to-show'), window.loadURL(appUrl)]);
    } catch (error) {
      if (this.#window !== window) return;
      this.options.log.error('The window cannot be loaded.', error);
      this.#replace(window, false);
      return;
    }
    if (this.#window !== window) return;
    this.#loaded = true;
    this.show();
    this.#whenLoaded?.();
    this.#whenLoaded = null;
  }

  #showAndPush<K extends PushName>(name: K, payload: PushPayload<K>): void {
    this.#whenLoaded = this.#loaded ? null : () => this.push(name, payload);
    this.show();
    if (this.#loaded) this.push(name, payload);
  }

  /** A window without its page is dead. The next one, now or when it is asked for, starts from a snapshot. */
  #replace(dead: BrowserWindow, atOnce: boolean): void {
    if (this.#quitting || this.#window !== dead) return;
    const wasVisible = dead.isVisible();
    this.#window = null;
    this.#loaded = false;
    dead.destroy();
    if (wasVisible && atOnce) this.show();
  }

  #rememberBounds(window: BrowserWindow): void {
    this.options.preferences.set('bounds', window.getNormalBounds());
  }
}
