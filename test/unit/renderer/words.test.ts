import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'renderer');
/** Two words in a row that a person would read. */
const sentence = /\p{L}{2,}[ ,:’]+\p{L}{2,}/u;
/** In code, where `input, textarea` is a selector. */
const literalSentence = /\p{L}{2,} \p{L}{2,}/u;
/** Attributes that are read or heard. */
const read = new Set(['title', 'placeholder', 'aria-label', 'alt', 'label']);

interface Node {
  readonly type?: string;
  readonly name?: string;
  readonly data?: string;
  readonly value?: unknown;
}

/** The sentences that stand in a component itself instead of in src/shared: text, attributes and literals. */
function sentencesOf(source: string): readonly string[] {
  const { fragment, instance } = parse(source, { modern: true });
  return [...sentencesIn(fragment), ...sentencesIn(instance?.content)];
}

function sentencesIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(sentencesIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, name = '', data = '', value } = node as Node;
  if (type === 'Comment' || type === 'ImportDeclaration') return [];
  if (type === 'Text') return sentence.test(data) ? [data.trim()] : [];
  if (type === 'Attribute') return read.has(name) || !isText(value) ? sentencesIn(value) : [];
  if (type === 'Literal') return typeof value === 'string' && literalSentence.test(value) ? [value] : [];
  return Object.entries(node).flatMap(([key, child]) =>
    key === 'leadingComments' || key === 'trailingComments' ? [] : sentencesIn(child),
  );
}

/** `class="button primary"` is for nobody to read. */
function isText(value: unknown): boolean {
  return Array.isArray(value) && value.every((part: Node) => part.type === 'Text');
}

const components = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.svelte'),
);

it.each(components)('%s says nothing in words of its own: they stand in src/shared', (name) => {
  expect(sentencesOf(readFileSync(join(folder, name), 'utf8'))).toEqual([]);
});

it('a sentence in a component would be found, wherever it stands', () => {
  expect(sentencesOf('<p class="some class">Two words</p>')).toEqual(['Two words']);
  expect(sentencesOf('<button title="Close it">{words.x}</button>')).toEqual(['Close it']);
  expect(sentencesOf("<script>const x = 'Not so good';</script><p>{ok ? 'All is well' : x}</p>")).toHaveLength(2);
});
