import type { ClusterRef } from '../../../shared/cluster-ref';
import type { Imported } from '../../../shared/import-plan';
import { kindNames } from '../../../shared/kind-names';
import { foreignKubeconfig } from './foreign-kubeconfig';
import { parseKubectlArguments } from './kubectl-flags';
import { NoteBook } from './note-book';
import { maxForwards } from './safe-input';
import { type ShellCommand, shellCommands } from './shell-words';
import { shown } from './shown';
import { namespaceOf, type Surroundings } from './surroundings';

/** Words before the program's own name. */
const prefixes = new Set([
  'sudo',
  'nohup',
  'exec',
  'time',
  'env',
  'do',
  'then',
  'while',
  'until',
  'if',
  '!',
  '{',
  'command',
]);

/** Lines of a script, such as those that people keep for starting their forwards. */
export function importKubectl(script: string, surroundings: Surroundings): Imported {
  const book = new NoteBook();
  let count = 0;
  for (const command of shellCommands(script)) {
    if (
      /^(done|fi|\}|true|sleep|wait|set|do|while|echo)$/.test(command.words[0] ?? '') &&
      !command.words.includes('port-forward')
    )
      continue;
    count += 1;
    if (count > maxForwards) {
      book.refuses(
        `line ${String(command.line)}`,
        'the rest of the text',
        `more than ${String(maxForwards)} commands are not read`,
      );
      break;
    }
    readCommand(command, book, surroundings);
  }
  return book.result();
}

function readCommand({ line, words, unknown }: ShellCommand, book: NoteBook, surroundings: Surroundings): void {
  const where = `line ${String(line)}`;
  const found = argumentsOf(words);
  if (!found) {
    book.refuses(where, shown(words.join(' ')), 'it is no kubectl port-forward command');
    return;
  }
  if (unknown !== null) {
    book.refuses(where, shown(words.join(' ')), unknown);
    return;
  }
  const { positional, values, lost, fault } = parseKubectlArguments(found.words);
  if (fault) {
    const what = `flag ${shown(fault.flag).replaceAll('"', '')}`;
    if (fault.isVital) book.cannot(where, what, fault.why);
    else book.refuses(where, what, fault.why);
    return;
  }
  for (const { flag, why } of lost) book.lacks(where, flag, why);
  const kubeconfig = values.get('kubeconfig') ?? found.environment.get('KUBECONFIG') ?? '';
  const file = foreignKubeconfig(where, kubeconfig, book);
  readTarget(where, positional, { values, file }, book, surroundings);
}

/** What follows `port-forward`, and flags before it; null when it is another command. */
function argumentsOf(words: readonly string[]) {
  const environment = new Map<string, string>();
  let at = 0;
  for (; at < words.length; at += 1) {
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[at] ?? '');
    if (assignment) environment.set(assignment[1] ?? '', assignment[2] ?? '');
    else if (!prefixes.has(words[at] ?? '')) break;
  }
  const program = /([^/\\]+?)(\.exe)?$/.exec(words[at] ?? '')?.[1];
  if (program === undefined || !['kubectl', 'k', 'oc', 'kubecolor'].includes(program)) return null;
  const rest = words.slice(at + 1);
  const verb = rest.indexOf('port-forward');
  if (verb === -1) return null;
  return { environment, words: [...rest.slice(0, verb), ...rest.slice(verb + 1)] };
}

function readTarget(
  where: string,
  [target, ...pairs]: readonly string[],
  { values, file }: { readonly values: ReadonlyMap<string, string>; readonly file: { readonly kubeconfig?: string } },
  book: NoteBook,
  surroundings: Surroundings,
): void {
  if (target === undefined || pairs.length === 0) {
    book.refuses(where, shown(target ?? 'port-forward'), 'it needs a target and a port');
    return;
  }
  const resource = resourceOf(target);
  if (resource === null) {
    const why = 'only pods, services, deployments, stateful sets, daemon sets and replica sets can be forwarded to';
    book.cannot(where, shown(target), why);
    return;
  }
  const isOwn = file.kubeconfig === undefined;
  const context = values.get('context') ?? (isOwn ? surroundings.currentContext : null);
  if (context === null) {
    const why = isOwn ? 'the kubeconfig has no current one' : 'only its kubeconfig knows the current one';
    book.refuses(where, shown(target), `it names no context, and ${why}: add --context`);
    return;
  }
  if (!values.has('context')) {
    book.changes(
      where,
      `context of ${shown(target)}`,
      `it names none: ${shown(context)} was the current one and is written`,
    );
  }
  if (/^pod\/.*-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(resource)) {
    const why = 'this pod is gone with its next replacement: forward to its deployment or service, to follow that';
    book.changes(where, shown(target), why);
  }
  const namespace = values.get('namespace') ?? (isOwn ? namespaceOf(surroundings, context) : 'default');
  for (const pair of pairs) {
    for (const address of addressesIn(values.get('address'))) {
      readPair(where, { context, ...file, namespace }, { resource, bindAddress: address }, pair, book);
    }
  }
}

/** `service/web` for `svc/web`, `services/web`, `deployment.apps/web` and the like. */
function resourceOf(target: string): string | null {
  const [type = '', name, ...more] = target.split('/');
  if (name === undefined) return `pod/${type}`;
  const kind = kindNames.get(type.toLowerCase().replace(/\..*$/, ''));
  return kind === undefined || more.length > 0 ? null : `${kind}/${name}`;
}

/** Undefined for what is our own default. kubectl's `localhost` is both loopback addresses; ours is the first. */
function addressesIn(list = 'localhost'): readonly (string | undefined)[] {
  const addresses = list.split(',').map((address) => address.trim());
  return [...new Set(addresses.map((one) => (one === 'localhost' || one === '127.0.0.1' ? undefined : one)))];
}

function readPair(
  where: string,
  place: ClusterRef & { readonly namespace: string },
  target: { readonly resource: string; readonly bindAddress: string | undefined },
  pair: string,
  book: NoteBook,
): void {
  const [first = '', second, ...more] = pair.split(':');
  const remote = second ?? first;
  const local = second === undefined ? first : first;
  if (more.length > 0 || remote === '') {
    book.refuses(where, `port ${shown(pair)}`, 'it is not [LOCAL:]REMOTE');
    return;
  }
  const isNumber = (text: string) => /^\d+$/.test(text);
  if (second === undefined && !isNumber(remote)) {
    const why = 'kubectl listens on the port that the name stands for; here a free one is chosen';
    book.changes(where, `port ${shown(pair)}`, why);
  }
  const isFree = (second === undefined && !isNumber(remote)) || local === '' || Number(local) === 0;
  book.add(where, place, {
    ...target,
    port: isNumber(remote) ? Number(remote) : remote,
    localPort: isFree ? null : isNumber(local) ? Number(local) : local,
  });
}
