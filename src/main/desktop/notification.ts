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

/**
 * The body as the platform wants it. Linux desktops read it as markup, and Electron passes it on as it is; names and
 * messages come from clusters and files, and are shown as they are written.
 */
export function bodyText(body: string, platform: NodeJS.Platform): string {
  if (platform !== 'linux') return body;
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
