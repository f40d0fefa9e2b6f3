import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, type Pair, stringify, type YAMLMap } from 'yaml';
import type { Outcome } from '../../shared/outcome';
import { sentence } from '../../shared/phrases';
import type { GivenSettings, SettingsEdit } from '../../shared/settings-edit';
import type { ConfigProblem } from '../../shared/view';
import { changeConfigFile, refusalOf } from './change-file';
import { openConfig } from './edit-yaml';
import { UneditableError } from './uneditable';
import { readConfig } from './read-config';
import { editMap } from './yaml-map-edit';
import { parseYaml } from './yaml-source';
import { applySplices, columnOf, endOfBlock, indented, startOf } from './yaml-splices';

type Values = Readonly<Record<string, unknown>>;

/** Writes the change into the config file, as long as it can be used afterwards. Never rejects. */
export async function editSettingsInFile(path: string, edit: SettingsEdit): Promise<Outcome> {
  try {
    await changeConfigFile(path, (text) => ({ text: checked(path, editSettingsText(text, edit)) }));
    return { ok: true };
  } catch (error) {
    if (!(error instanceof UnusableError)) return refusalOf(path, error);
    const { message, hint } = error.problem;
    return { ok: false, message: sentence(message.charAt(0).toUpperCase() + message.slice(1)), hint: sentence(hint) };
  }
}

/** The file could not be used any more. */
class UnusableError extends Error {
  override readonly name = 'UnusableError';

  constructor(readonly problem: ConfigProblem) {
    super(problem.message);
  }
}

/**
 * The config file's text with other settings, and every other byte as it was. Throws `UneditableError` when it is written in a
 * way that this edit would do it harm.
 */
export function editSettingsText(text: string, edit: SettingsEdit): string {
  const { source, document, style } = openConfig(text);
  const root = document.contents;
  if (!isMap(root)) throw new UneditableError('It has no settings yet, and no forwards');
  const before = valuesOf(source);
  const after = edited(before, edit);
  if (isDeepStrictEqual(before, after)) return text;
  for (const key of ['watchdog', 'lanes']) {
    if (isAlias(pairOf(root, key)?.value)) throw new UneditableError(`Its ${key} is written with an alias`);
  }
  const isNewBlock = after['watchdog'] !== undefined && !pairOf(root, 'watchdog') && root.flow !== true;
  const splices = editMap(source, root, before, isNewBlock ? { ...after, watchdog: undefined } : after, style);
  if (isNewBlock) {
    const column = columnOf(source, startOf(root));
    const lines = indented(stringify({ watchdog: after['watchdog'] }, { lineWidth: 0 }), column, style.newline);
    const at = endOfBlock(source, root, column);
    splices.push({ from: at, to: at, text: lines, rank: 2 });
  }
  const result = applySplices(source, splices);
  confirm(result, after);
  return result;
}

/** The settings of the file as they are to be. A block that says nothing any more goes away. */
function edited(before: Values, edit: SettingsEdit): Values {
  const given = (before['watchdog'] ?? {}) as GivenSettings['watchdog'];
  const watchdog = withChanges({ ...given }, { ...edit.watchdog });
  const isBlockWanted = Object.keys(watchdog).length > 0;
  return withChanges(before, { watchdog: isBlockWanted ? watchdog : null, lanes: edit.lanes });
}

/** Null takes away; undefined leaves as it is. */
function withChanges(values: Values, changes: Values): Values {
  const kept = Object.entries(values).filter(([key]) => changes[key] !== null);
  const set = Object.entries(changes).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries([...kept, ...set]);
}

function valuesOf(source: string): Values {
  const parsed = parseYaml(source);
  return 'value' in parsed ? (parsed.value as Values) : {};
}

function pairOf(root: YAMLMap, key: string): Pair | undefined {
  return root.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Whatever the file looked like: what is written means what was asked for, and nothing else. */
function confirm(result: string, expected: Values): void {
  if (!isDeepStrictEqual(withoutNothing(valuesOf(result)), withoutNothing(expected))) {
    throw new UneditableError('It is written in a way that this cannot be changed without harm to the rest');
  }
}

/** Keys without a value mean the same as keys that are not there. */
function withoutNothing(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

/** The text itself, when it can be used. Throws `UnusableError` with what is wrong with it. */
function checked(path: string, text: string): string {
  const result = readConfig(path, text);
  if (result.kind === 'loaded') return text;
  const [first] = result.problems;
  if (first === undefined) return text;
  throw new UnusableError(first);
}
