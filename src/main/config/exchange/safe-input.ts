import { parseYaml } from '../yaml-source';

/** More forwards than anybody has in one file. */
export const maxForwards = 10_000;

/** Bytes, as for config files. */
export const maxImportBytes = 10 * 1024 * 1024;

const maxDepth = 64;

/** What these keys would be read as by careless programs; nothing that we import has them. */
const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);

export type SafeValue = { readonly value: unknown } | { readonly why: string; readonly where: string };

/** Why the text is not read at all; null when it may be. */
export function textFault(text: string): string | null {
  if (Buffer.byteLength(text) > maxImportBytes) return 'it has more than 10 MiB';
  if (text.includes('\0')) return 'it has NUL characters in it, so it is no text';
  return text.trim() === '' ? 'it is empty' : null;
}

/** JSON that harms nobody. Never throws. */
export function parseJsonSafely(text: string): SafeValue {
  if (isDeep(text)) return { why: 'it is nested too deeply', where: 'the file' };
  try {
    return harmless(JSON.parse(text));
  } catch (error) {
    // The rest of the message quotes the file, which may hold secrets.
    const position = / at position (\d+)/.exec((error as Error).message)?.[1];
    const line = position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
    return { why: 'it is not valid JSON', where: line === null ? 'the file' : `line ${String(line)}` };
  }
}

/** YAML that harms nobody: neither aliases that multiply nor depth. Never throws. */
export function parseYamlSafely(text: string): SafeValue {
  const parsed = parseYaml(text);
  if ('value' in parsed) return harmless(parsed.value);
  const [fault] = parsed;
  return { why: `it is not valid YAML: ${fault?.message ?? ''}`, where: `line ${String(fault?.line ?? 1)}` };
}

/** Whether brackets are nested too deeply. Looks at each character once, since parsers may run out of stack. */
function isDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** Looks at every key and text without recursion; aliases may lead to one value many times, which is looked at once. */
function harmless(root: unknown): SafeValue {
  const seen = new Set<object>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && value.includes('\0'))
      return { why: 'it has NUL characters in it', where: 'the file' };
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const bad = Array.isArray(value)
      ? undefined
      : Object.keys(value).find((key) => prototypeKeys.has(key) || key.includes('\0'));
    if (bad !== undefined)
      return { why: `it has a key named ${JSON.stringify(bad)}, which no such file has`, where: 'the file' };
    for (const child of Object.values(value)) open.push(child);
  }
  return { value: root };
}
