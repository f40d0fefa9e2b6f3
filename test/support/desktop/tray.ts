import { Variant } from '@jellybrick/dbus-next';
import { eventually, type WaitOptions } from '../eventually';
import type { Bus } from './bus';
import { TrayItem } from './tray-item';

const watcher = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';

/** The part of a panel where apps register their tray icons. */
export class Tray {
  #items: TrayItem[] = [];

  private constructor(private readonly bus: Bus) {}

  static async serve(bus: Bus): Promise<Tray> {
    const tray = new Tray(bus);
    bus.serve(
      watcherPath,
      watcher,
      {
        RegisterStatusNotifierItem: ([service], sender) => {
          tray.#register(String(service), sender);
          return undefined;
        },
        RegisterStatusNotifierHost: () => undefined,
      },
      {
        IsStatusNotifierHostRegistered: new Variant('b', true),
        ProtocolVersion: new Variant('i', 0),
        RegisteredStatusNotifierItems: new Variant('as', []),
      },
    );
    await bus.onSignal('org.freedesktop.DBus', 'NameOwnerChanged', ({ body: [name, , newOwner] }) => {
      if (newOwner === '') tray.#items = tray.#items.filter((item) => item.service !== name);
    });
    await bus.ownName(watcher);
    return tray;
  }

  /** The icons that are registered and whose apps are still there, oldest first. */
  get items(): readonly TrayItem[] {
    return this.#items;
  }

  /** Waits for an app to register its icon; answers with the latest. */
  async item(options: WaitOptions = {}): Promise<TrayItem> {
    return eventually('a tray icon to be registered', () => this.#items.at(-1), { timeoutMs: 30_000, ...options });
  }

  /** Waits until no icon is left. */
  async empty(options: WaitOptions = {}): Promise<void> {
    await eventually('the tray to be empty', () => (this.#items.length === 0 ? true : undefined), options);
  }

  /** Apps name their service; some name the object's path instead, on their own connection. */
  #register(serviceOrPath: string, sender: string): void {
    const item = serviceOrPath.startsWith('/')
      ? new TrayItem(this.bus, sender, serviceOrPath)
      : new TrayItem(this.bus, serviceOrPath, '/StatusNotifierItem');
    this.#items = [...this.#items.filter((other) => other.service !== item.service), item];
    this.bus.emit(watcherPath, watcher, 'StatusNotifierItemRegistered', 's', [item.service]);
  }
}
