import { isAbsolute } from 'node:path';
import type { ForwardDraft } from '../../../shared/import-plan';
import { ExportBook, type Exported, specialAddress, targetOf } from './export-book';

const expressed = new Set(['resource', 'protocol', 'port', 'localPort', 'bindAddress'] as const);

/** A `kubectl port-forward` command a line, to be pasted into a POSIX shell. */
export function exportKubectl(drafts: readonly ForwardDraft[]): Exported {
  const book = new ExportBook('kubectl', expressed);
  const lines = drafts.flatMap((draft) => {
    const { context, kubeconfig, namespace, forward } = draft;
    const { kind, name } = targetOf(forward);
    if (name === null) {
      book.cannot(draft, forward.selector ?? 'pod', 'kubectl port-forward has no selectors');
      return [];
    }
    book.tellOfLost(draft);
    if (kind === 'pod') {
      book.changes(
        draft,
        forward.resource,
        `kubectl needs the whole name of a pod, and does not follow it to its replacement`,
      );
    }
    const address = specialAddress(forward);
    if (kubeconfig !== undefined && !isAbsolute(kubeconfig) && !kubeconfig.startsWith('~')) {
      book.changes(draft, `kubeconfig ${kubeconfig}`, 'it is relative to the config file: run the command there');
    }
    const words = [
      ...['--context', context, '-n', namespace, 'port-forward'],
      ...(address === null ? [] : ['--address', address]),
      ...[forward.resource, `${String(forward.localPort)}:${String(forward.port)}`],
    ].map(quoted);
    const file = kubeconfig === undefined ? [] : ['--kubeconfig', homePath(kubeconfig)];
    return [['kubectl', ...file, ...words].join(' ')];
  });
  return { text: lines.map((line) => `${line}\n`).join(''), notes: book.notes };
}

/** The shell knows what `~` is, as long as it is not quoted. */
function homePath(path: string): string {
  return path.startsWith('~/') ? `~/${quoted(path.slice(2))}` : quoted(path);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
