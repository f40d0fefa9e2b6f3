import { z } from 'zod';
import { eventually, type WaitOptions } from '../eventually';
import type { Bus } from './bus';

export interface ShownNotification {
  readonly id: number;
  /** The notification whose place this one took, or 0. */
  readonly replacesId: number;
  readonly appName: string;
  readonly summary: string;
  readonly body: string;
  /** Key → label; the key `default` is a click on the body. */
  readonly actions: Readonly<Record<string, string>>;
  /** `urgency` 0 to 2, `suppress-sound` (which Electron 25 never sets), `desktop-entry`, … */
  readonly hints: Readonly<Record<string, unknown>>;
}

/** Why a notification went away, as the specification numbers it. */
export const closeReason = { expired: 1, dismissed: 2, closedByApp: 3 } as const;
export type CloseReason = keyof typeof closeReason;

const service = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';
const notifyArguments = z.tuple([
  z.string(), // application
  z.number(), // replaces
  z.string(), // icon
  z.string(), // summary
  z.string(), // body
  z.array(z.string()), // actions: key, label, key, label …
  z.record(z.string(), z.unknown()), // hints
  z.number(), // expires, in milliseconds; -1: as the desktop likes
]);

/** The part of a desktop that shows notifications: remembers what it was asked to show, and clicks when told to. */
export class Notifications {
  readonly #received: ShownNotification[] = [];
  readonly #visible = new Map<number, ShownNotification>();
  #lastId = 0;

  private constructor(private readonly bus: Bus) {}

  static async serve(bus: Bus): Promise<Notifications> {
    const notifications = new Notifications(bus);
    bus.serve(path, service, {
      Notify: (body) => ({ signature: 'u', body: [notifications.#notify(body)] }),
      CloseNotification: ([id]) => {
        notifications.close(z.number().parse(id), 'closedByApp');
        return undefined;
      },
      GetCapabilities: () => ({ signature: 'as', body: [['actions', 'body', 'body-markup', 'sound']] }),
      GetServerInformation: () => ({ signature: 'ssss', body: ['Portwatch test desktop', 'Portwatch', '1', '1.2'] }),
    });
    await bus.ownName(service);
    return notifications;
  }

  /** All that ever came, in order. */
  get received(): readonly ShownNotification[] {
    return this.#received;
  }

  /** What a person would see now. */
  get visible(): readonly ShownNotification[] {
    return [...this.#visible.values()];
  }

  /** The first notification that is right, whether it came already (from number `after` on) or is yet to come. */
  async waitFor(
    what: string,
    isRight: (notification: ShownNotification) => boolean,
    { after = 0, ...options }: WaitOptions & { readonly after?: number } = {},
  ): Promise<ShownNotification> {
    return eventually(
      `a notification: ${what}`,
      () => this.#received.slice(after).find(isRight),
      options,
      () => `There were: ${JSON.stringify(this.#received.map(({ summary, body }) => `${summary} / ${body}`))}`,
    );
  }

  /** Clicks on it: on its body (`default`) or on one of its buttons. It goes away, as it does on real desktops. */
  invoke(id: number, action = 'default'): void {
    const notification = this.#visible.get(id);
    if (!notification) throw new Error(`Notification ${String(id)} is not on the screen`);
    if (!(action in notification.actions)) {
      throw new Error(
        `Notification ${String(id)} offers ${Object.keys(notification.actions).join(', ')}, not ${action}`,
      );
    }
    this.bus.emit(path, service, 'ActionInvoked', 'us', [id, action]);
    this.close(id, 'dismissed');
  }

  /** Takes it off the screen and tells the app why. Closing what is not there does nothing. */
  close(id: number, reason: CloseReason = 'dismissed'): void {
    if (this.#visible.delete(id)) this.bus.emit(path, service, 'NotificationClosed', 'uu', [id, closeReason[reason]]);
  }

  #notify(values: readonly unknown[]): number {
    const [appName, replacesId, , summary, body, actions, hints] = notifyArguments.parse(values);
    const id = replacesId === 0 ? this.#nextId() : replacesId;
    const notification = { id, replacesId, appName, summary, body, actions: pairs(actions), hints };
    this.#received.push(notification);
    this.#visible.set(id, notification);
    return id;
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

function pairs(flat: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) result[flat[index] ?? ''] = flat[index + 1] ?? '';
  return result;
}
