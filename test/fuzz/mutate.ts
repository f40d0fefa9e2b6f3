import type { Dice } from './dice';

/** What people, editors and enemies put into files. */
const pieces = [
  ...[
    '\n',
    '\r\n',
    '\t',
    '  ',
    ': ',
    '- ',
    '? ',
    '&a ',
    '*a',
    '<<: *base',
    '*some',
    '!!js/function ',
    '!!map',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|\n',
    '>-\n',
    '#',
    '\u0000',
    '\uFEFF',
    '\u2028',
    '\uD800',
    '😀',
    '__proto__: 1\n',
    'null',
    '~',
    '.nan',
    '-1',
    '1e999',
  ],
  ...[
    'port: 0',
    'localPort: 8080',
    'lanes: 99',
    'contexts:',
    'forwards: []',
    'name:',
    'lazy: true',
    '0x1F',
    '0o17',
    '9'.repeat(400),
    'x'.repeat(5_000),
  ],
] as const;

/** One change by somebody who means well, or does not. */
export function mutated(dice: Dice, text: string): string {
  const at = dice.upTo(text.length);
  switch (dice.upTo(4)) {
    case 0:
      return text.slice(0, at) + dice.pick(pieces) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + dice.length(40));
    case 2: {
      const from = dice.upTo(text.length);
      return text.slice(0, at) + text.slice(from, from + dice.length(300)) + text.slice(at);
    }
    case 3:
      return text.slice(0, at) + String.fromCharCode(dice.upTo(dice.chance(0.9) ? 127 : 65_535)) + text.slice(at + 1);
    default:
      return text.replaceAll('\n', dice.pick(['\r\n', '\r', ' #x\n', '\n']));
  }
}
