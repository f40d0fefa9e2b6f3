import { Notification } from 'electron';
import type { Application } from '../engine/application';
import type { Clock } from '../base/clock';
import type { Event } from '../base/emitter';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import { Coalescer } from './coalescer';
import type { DesktopCommand } from './command';
import type { Logger } from './logger';
import { bodyText, type NotificationCommand, type NotificationContent } from './notification';
import { decide, noMemory, noteClosed, noteEvent, type Wishes } from './notification-policy';

/** What happens within this time, in milliseconds, is told together. */
const batchMs = 50;

/** Tells the user what the policy decides, and takes back what is no longer true. */
export function showNotifications(
  application: Application,
  clock: Clock,
  log: Logger,
  wishes: { readonly current: () => Wishes; readonly onDidChange: Event<unknown> },
  run: (command: DesktopCommand) => void,
): Disposable {
  const store = new DisposableStore();
  if (!Notification.isSupported()) {
    log.warn('This desktop shows no notifications.');
    return store;
  }
  // Referenced for as long as it is on the screen: one that is garbage-collected hears no click.
  const onScreen = new Map<number, Notification>();
  let memory = noMemory;
  let wake: Disposable | null = null;

  const close = (key: number) => {
    const notification = onScreen.get(key);
    onScreen.delete(key);
    notification?.removeAllListeners();
    notification?.close();
  };
  const show = (key: number, content: NotificationContent, silent: boolean) => {
    // Electron never reuses a notification's number, so that replacing is closing and showing.
    close(key);
    const notification = nativeNotification(content, silent, log, run);
    const gone = () => {
      if (onScreen.get(key) !== notification) return;
      onScreen.delete(key);
      memory = noteClosed(memory, key);
    };
    notification.on('click', gone);
    notification.on('close', gone);
    onScreen.set(key, notification);
    notification.show();
  };
  const obey = (command: NotificationCommand) => {
    if (command.kind === 'close') close(command.key);
    else show(command.key, command.content, command.silent);
  };
  const round = () => {
    const now = clock.now();
    const time = { now, wallTime: clock.wallTime() };
    const decision = decide(memory, application.snapshot(), time, wishes.current());
    memory = decision.memory;
    decision.commands.forEach(obey);
    wake?.dispose();
    wake = decision.wakeAt === null ? null : clock.setTimeout(() => batch.request(), decision.wakeAt - now);
  };
  const batch = store.add(new Coalescer(clock, batchMs, round));

  store.add(
    application.bus.onDidPublish((event) => {
      memory = noteEvent(memory, event);
      // A heartbeat may prove that a forward is back; without an open episode it proves nothing that is shown.
      if (event.type !== 'watchdog.heartbeat' || memory.episodes.size > 0) batch.request();
    }),
  );
  store.add(application.onDidChangeForwards(() => batch.request()));
  store.add(application.onDidChangeSituation(() => batch.request()));
  store.add(wishes.onDidChange(() => batch.request()));
  store.add(
    toDisposable(() => {
      wake?.dispose();
      for (const key of [...onScreen.keys()]) close(key);
    }),
  );
  batch.request();
  return store;
}

function nativeNotification(
  content: NotificationContent,
  silent: boolean,
  log: Logger,
  run: (command: DesktopCommand) => void,
): Notification {
  const notification = new Notification({
    title: content.title,
    body: bodyText(content.body, process.platform),
    silent,
    urgency: content.urgency,
    // The policy takes it back when it is no longer true; until then it stays.
    timeoutType: content.urgency === 'low' ? 'default' : 'never',
    actions: content.buttons.map(({ text }) => ({ type: 'button', text })),
  });
  notification.on('click', () => run(content.click));
  // The argument, because Electron 25 has no `details.actionIndex`.
  notification.on('action', (_, index) => {
    const button = content.buttons[index];
    if (button !== undefined) run(button.command);
  });
  notification.on('failed', (_, error) => log.warn(`The desktop refused a notification: ${error}`));
  return notification;
}
