import { z } from 'zod';

/** One entry of a tray menu, as the desktop shows it. The root has an empty label. */
export interface MenuNode {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly type: 'normal' | 'separator' | 'checkbox' | 'radio';
  readonly checked: boolean;
  readonly children: readonly MenuNode[];
}

/** A label, exactly, or a pattern for it. */
export type LabelMatcher = string | RegExp;

const layout = z.tuple([
  z.number(),
  z.object({
    label: z.string().default(''),
    enabled: z.boolean().default(true),
    visible: z.boolean().default(true),
    type: z.string().default('standard'),
    'toggle-type': z.string().default(''),
    'toggle-state': z.number().default(0),
  }),
  z.array(z.unknown()),
]);

/** Reads one node of com.canonical.dbusmenu's `GetLayout`: `(ia{sv}av)`, variants unwrapped. */
export function parseMenu(value: unknown): MenuNode {
  const [id, properties, children] = layout.parse(value);
  return {
    id,
    label: withoutMnemonic(properties.label),
    enabled: properties.enabled,
    visible: properties.visible,
    type: menuType(properties.type, properties['toggle-type']),
    checked: properties['toggle-state'] === 1,
    children: children.map(parseMenu),
  };
}

/** Walks down the labels. Throws with the labels that are there when one is not. */
export function findMenu(root: MenuNode, path: readonly LabelMatcher[]): MenuNode {
  return path.reduce((node, matcher) => {
    const found = node.children.find((child) => matches(child.label, matcher));
    if (found) return found;
    const there = node.children.map((child) => child.label || child.type).join(' | ');
    throw new Error(`No menu entry ${String(matcher)} among: ${there}`);
  }, root);
}

/** The menu as text, one entry a line, for assertions and for messages. */
export function printMenu(node: MenuNode, depth = 0): string {
  return node.children
    .filter((child) => child.visible)
    .map((child) => {
      const mark = child.type === 'separator' ? '---' : `${child.checked ? '[x] ' : ''}${child.label}`;
      const line = `${'  '.repeat(depth)}${mark}${child.enabled ? '' : ' (disabled)'}`;
      return [line, printMenu(child, depth + 1)].filter((text) => text !== '').join('\n');
    })
    .join('\n');
}

function matches(label: string, matcher: LabelMatcher): boolean {
  return typeof matcher === 'string' ? label === matcher : matcher.test(label);
}

function menuType(type: string, toggle: string): MenuNode['type'] {
  if (type === 'separator') return 'separator';
  if (toggle === 'checkmark') return 'checkbox';
  return toggle === 'radio' ? 'radio' : 'normal';
}

/** dbusmenu marks the access key with `_` and writes an underscore as `__`. */
function withoutMnemonic(label: string): string {
  return label.replace(/_(.?)/g, '$1');
}
