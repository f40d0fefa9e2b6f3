import type { core } from 'zod';
import { keysAt, resourceKinds } from '../../shared/config-schema';
import { didYouMean, nearest } from '../../shared/nearest';
import type { ConfigProblem } from '../../shared/view';
import type { Path, YamlSource } from './yaml-source';

/** Something wrong at one place of the file. */
export interface Fault {
  readonly path: Path;
  readonly problem: ConfigProblem;
}

/** What the schema found, as sentences with their place in the file; one per place, all of them. */
export function faultsOf(issues: readonly core.$ZodIssue[], source: YamlSource, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  const told = new Set<string>();
  for (const issue of issues.flatMap(innermost)) {
    for (const fault of faultsOfIssue(issue, source, file)) {
      if (told.has(fault.problem.path)) continue;
      told.add(fault.problem.path);
      faults.push(fault);
    }
  }
  return faults;
}

/** Where one of several shapes fits but for what is inside, what is wrong inside. */
function innermost(issue: core.$ZodIssue): readonly core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const isInside = ({ path, code }: core.$ZodIssue) => path.length > 0 || code === 'unrecognized_keys';
  const fitting = issue.errors.find((list) => list.length > 0 && list.every(isInside)) ?? [];
  if (fitting.length === 0) return [issue];
  return fitting.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

function faultsOfIssue(issue: core.$ZodIssue, source: YamlSource, file: string): readonly Fault[] {
  const { path } = issue;
  if (issue.code !== 'unrecognized_keys') {
    const value = valueAt(source.value, path);
    if (value === undefined)
      return [makeFault(source, file, path, `${label(path)} is missing`, `It ${issue.message}.`)];
    const message = `${label(path)} is ${preview(value)}: it ${issue.message}`;
    return [makeFault(source, file, path, message, hintFor(issue, value))];
  }
  const valid = keysAt.get(placeOf(path)) ?? [];
  return issue.keys.map((key) => {
    const place = [...path, key];
    const hint = didYouMean(nearest(key, valid, 1)) || `The keys here are ${valid.join(', ')}.`;
    const message = `Unknown key ${preview(key)}`;
    return { path: place, problem: problemAt(file, source.positionOfKey(place), place, message, hint) };
  });
}

/** A fault that the schema cannot see. */
export function makeFault(source: YamlSource, file: string, path: Path, message: string, hint = ''): Fault {
  return { path, problem: problemAt(file, source.positionOf(path), path, message, hint) };
}

export function problemAt(
  file: string,
  { line, column }: { line: number; column: number },
  path: Path,
  message: string,
  hint: string,
): ConfigProblem {
  return { file, line, column, path: pathText(path), message, hint };
}

/** `contexts[0].namespaces[1].forwards[2].port` */
export function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** Its value in the parsed file; undefined when it is not there. Looks at own keys only. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[step];
  }
  return current;
}

/** A value as written, short enough for a sentence. */
export function preview(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a block of keys';
  if (value === null) return 'empty';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function label(path: Path): string {
  if (path.length === 0) return 'The file';
  const last = path.at(-1);
  return typeof last === 'number' ? pathText(path.slice(-2)) : String(last);
}

function placeOf(path: Path): string {
  return path.filter((step) => typeof step !== 'number').join('.');
}

const shortKinds: ReadonlyMap<string, string> = new Map([
  ['svc', 'service'],
  ['deploy', 'deployment'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
  ['rs', 'replicaset'],
  ['po', 'pod'],
]);

/** Keys whose text may look like a number. */
const names: ReadonlySet<unknown> = new Set(['name', 'alias', 'group', 'selector']);

function hintFor({ path }: core.$ZodIssue, value: unknown): string {
  const isBare = ['number', 'boolean'].includes(typeof value);
  if (isBare && names.has(path.at(-1))) return `Put it in quotes: "${String(value)}".`;
  if (path.at(-1) !== 'resource' || typeof value !== 'string') return '';
  const [kind = '', name = ''] = value.split('/', 2);
  const meant = shortKinds.get(kind.toLowerCase()) ?? nearest(kind, resourceKinds, 1)[0];
  if (meant === undefined) return '';
  const suggestion = `${meant}/${name === '' ? 'NAME' : name.toLowerCase()}`;
  return suggestion === value ? '' : didYouMean([suggestion]);
}
