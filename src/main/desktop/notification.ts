import type { DesktopCommand } from './command';

/** What one native notification says and does. */
export interface NotificationContent {
  readonly title: string;
  readonly body: string;
  /** Says that something was mended, or that something is still ill. */
  readonly urgency: 'low' | 'normal';
  readonly click: DesktopCommand;
  /** Only some platforms show them, so a click must do without. */
  readonly buttons: readonly NotificationButton[];
}

export interface NotificationButton {
  readonly text: string;
  readonly command: DesktopCommand;
}

/** What the shell is to do. A key names one notification from `show` to `close`. */
export type NotificationCommand =
  | { readonly kind: 'show'; readonly key: number; readonly content: NotificationContent; readonly silent: boolean }
  | { readonly kind: 'replace'; readonly key: number; readonly content: NotificationContent; readonly silent: boolean }
  | { readonly kind: 'close'; readonly key: number };
