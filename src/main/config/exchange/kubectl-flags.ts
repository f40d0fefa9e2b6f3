/** What a flag of kubectl does to a forward of ours. */
type Meaning =
  | { readonly kind: 'read' }
  /** Nothing that lasts: its loss is told. */
  | { readonly kind: 'lost'; readonly why: string }
  /** It leads elsewhere, or there as somebody else: without it the forward would be another one. */
  | { readonly kind: 'vital'; readonly why: string };

interface Flag {
  readonly takesValue: boolean;
  readonly meaning: Meaning;
}

const read: Meaning = { kind: 'read' };
const quiet: Meaning = { kind: 'lost', why: 'it means nothing to Portwatch' };
const time: Meaning = { kind: 'lost', why: 'Portwatch has deadlines of its own' };
const inKubeconfig: Meaning = {
  kind: 'vital',
  why: 'it belongs into a context of your kubeconfig: add one, then import again',
};

function flags(takesValue: boolean, meaning: Meaning, ...names: readonly string[]): [string, Flag][] {
  return names.map((name) => [name, { takesValue, meaning }]);
}

/** All that `kubectl port-forward` 1.35 takes. */
const known: ReadonlyMap<string, Flag> = new Map([
  ...flags(true, read, 'namespace', 'context', 'kubeconfig', 'address'),
  ...flags(true, time, 'pod-running-timeout', 'request-timeout'),
  ...flags(
    true,
    inKubeconfig,
    'cluster',
    'user',
    'server',
    'token',
    'username',
    'password',
    'as',
    'as-uid',
    'as-group',
    'as-user-extra',
  ),
  ...flags(true, inKubeconfig, 'certificate-authority', 'client-certificate', 'client-key', 'tls-server-name'),
  ...flags(false, inKubeconfig, 'insecure-skip-tls-verify'),
  ...flags(true, quiet, 'cache-dir', 'kuberc', 'log-flush-frequency', 'profile', 'profile-output', 'v', 'vmodule'),
  ...flags(false, quiet, 'disable-compression', 'match-server-version', 'warnings-as-errors', 'help'),
]);

const short: ReadonlyMap<string, string> = new Map([
  ['n', 'namespace'],
  ['s', 'server'],
  ['v', 'v'],
  ['h', 'help'],
]);

export interface ParsedArguments {
  readonly positional: readonly string[];
  /** The last one wins, as in kubectl, except for addresses, which add up. */
  readonly values: ReadonlyMap<string, string>;
  readonly lost: readonly { readonly flag: string; readonly why: string }[];
  /** Why there is no such forward; null when there is. */
  readonly fault: { readonly flag: string; readonly why: string; readonly isVital: boolean } | null;
}

/** Flags in any order, as `--flag value`, `--flag=value`, `-n value`, `-nvalue` or `-n=value`. */
export function parseKubectlArguments(words: readonly string[]): ParsedArguments {
  const positional: string[] = [];
  const values = new Map<string, string>();
  const lost: { flag: string; why: string }[] = [];
  let fault: ParsedArguments['fault'] = null;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      positional.push(...rest.splice(0));
    } else if (!word.startsWith('-') || word === '-') {
      positional.push(word);
    } else {
      const { name, given } = nameAndValue(word);
      const flag = known.get(name);
      if (!flag) {
        fault ??= { flag: word, why: 'kubectl port-forward has no such flag', isVital: false };
        continue;
      }
      const value = given ?? (flag.takesValue ? rest.shift() : 'true');
      if (value === undefined) fault ??= { flag: word, why: 'it has no value', isVital: false };
      else if (flag.meaning.kind === 'read') {
        const before = name === 'address' ? values.get(name) : undefined;
        values.set(name, before === undefined ? value : `${before},${value}`);
      } else if (flag.meaning.kind === 'lost') lost.push({ flag: `--${name}`, why: flag.meaning.why });
      else if (value !== 'false') fault ??= { flag: `--${name}`, why: flag.meaning.why, isVital: true };
    }
  }
  return { positional, values, lost, fault };
}

function nameAndValue(word: string): { readonly name: string; readonly given: string | undefined } {
  if (word.startsWith('--')) {
    const [name = '', ...value] = word.slice(2).split('=');
    return { name, given: value.length > 0 ? value.join('=') : undefined };
  }
  const given = word.slice(2).replace(/^=/, '');
  return { name: short.get(word.charAt(1)) ?? word, given: given === '' ? undefined : given };
}
