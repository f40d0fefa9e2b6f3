import { createHash } from 'node:crypto';
import { Variant } from '@jellybrick/dbus-next';
import { z } from 'zod';
import { eventually, type WaitOptions } from '../eventually';
import type { Bus } from './bus';
import { findMenu, parseMenu, printMenu, type LabelMatcher, type MenuNode } from './menu';

export interface TrayIcon {
  readonly width: number;
  readonly height: number;
  /** Equal for equal pixels. */
  readonly hash: string;
  /** 4 bytes a pixel: alpha, red, green, blue. */
  readonly pixels: Buffer;
}

export interface TraySnapshot {
  readonly icon: TrayIcon;
  readonly toolTip: string;
  readonly menu: MenuNode;
}

const itemInterface = 'org.kde.StatusNotifierItem';
const menuInterface = 'com.canonical.dbusmenu';

const pixmaps = z.array(z.tuple([z.number(), z.number(), z.instanceof(Buffer)]));
const properties = z.object({
  IconPixmap: pixmaps,
  ToolTip: z.tuple([z.string(), z.unknown(), z.string(), z.string()]),
  Menu: z.string(),
});

/** The tray icon of an app, seen and used as a desktop's panel does: over its StatusNotifierItem and its dbusmenu. */
export class TrayItem {
  constructor(
    private readonly bus: Bus,
    readonly service: string,
    readonly path: string,
  ) {}

  /** The largest picture that the item offers. */
  async icon(): Promise<TrayIcon> {
    return largest((await this.#properties()).IconPixmap);
  }

  async toolTip(): Promise<string> {
    return toolTipText((await this.#properties()).ToolTip);
  }

  async menu(): Promise<MenuNode> {
    const [, root] = await this.#callMenu('GetLayout', 'iias', [0, -1, []]);
    return parseMenu(root);
  }

  /** Clicks an entry, found by the labels on the way to it; submenus on the way are opened first. */
  async clickMenu(path: readonly LabelMatcher[]): Promise<void> {
    for (let depth = 1; depth < path.length; depth += 1) {
      await this.#callMenu('AboutToShow', 'i', [findMenu(await this.menu(), path.slice(0, depth)).id]);
    }
    const entry = findMenu(await this.menu(), path);
    if (!entry.enabled) throw new Error(`The menu entry ${entry.label} is disabled`);
    await this.#callMenu('Event', 'isvu', [entry.id, 'clicked', new Variant('i', 0), 0]);
  }

  /** The desktop's primary action on the icon: a click, or a double click on some. */
  async activate(): Promise<void> {
    await this.bus.call(this.service, this.path, itemInterface, 'Activate', 'ii', [0, 0]);
  }

  async snapshot(): Promise<TraySnapshot> {
    const { IconPixmap, ToolTip } = await this.#properties();
    return { icon: largest(IconPixmap), toolTip: toolTipText(ToolTip), menu: await this.menu() };
  }

  /** Looks again and again until what is shown is right. */
  async waitFor(
    what: string,
    isRight: (shown: TraySnapshot) => boolean,
    options: WaitOptions = {},
  ): Promise<TraySnapshot> {
    let last: TraySnapshot | undefined;
    return eventually(
      `the tray to show ${what}`,
      async () => {
        last = await this.snapshot();
        return isRight(last) ? last : undefined;
      },
      { everyMs: 100, ...options },
      () => (last ? `It shows "${last.toolTip}" (icon ${last.icon.hash}) and the menu\n${printMenu(last.menu)}` : ''),
    );
  }

  async #properties() {
    return properties.parse(await this.bus.properties(this.service, this.path, itemInterface));
  }

  async #callMenu(member: string, signature: string, body: unknown[]): Promise<readonly unknown[]> {
    // The menu's path differs between versions of Electron, and may change when the menu does.
    const { Menu } = await this.#properties();
    return this.bus.call(this.service, Menu, menuInterface, member, signature, body);
  }
}

function largest(pictures: z.infer<typeof pixmaps>): TrayIcon {
  const [first, ...others] = pictures;
  if (!first) throw new Error('The tray item has no picture');
  const [width, height, pixels] = others.reduce((best, next) => (next[0] > best[0] ? next : best), first);
  return { width, height, pixels, hash: createHash('sha256').update(pixels).digest('hex').slice(0, 16) };
}

function toolTipText([, , title, text]: z.infer<typeof properties>['ToolTip']): string {
  return [title, text].filter((part) => part !== '').join('\n');
}
