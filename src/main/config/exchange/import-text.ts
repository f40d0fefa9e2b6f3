import type { ExchangeFormat, Imported } from '../../../shared/import-plan';
import { importKftray } from './kftray-import';
import { importKportal } from './kportal-import';
import { importKubeForwarder } from './kube-forwarder-import';
import { importKubectl } from './kubectl-import';
import { blockOf, importPortwatch } from './portwatch-import';
import { parseJsonSafely, textFault } from './safe-input';
import { printable } from './shown';
import type { Surroundings } from './surroundings';

export interface ImportedText extends Imported {
  /** Null when it could not be told. */
  readonly format: ExchangeFormat | null;
}

/** Reads forwards in any format. Never throws, whatever the text: what is wrong with it stands in the notes. */
export function importText(text: string, forced: ExchangeFormat | null, surroundings: Surroundings): ImportedText {
  // Windows' editors begin files with a byte order mark.
  const source = text.replace(/^\ufeff/, '');
  const fault = textFault(source);
  const format = forced ?? (fault === null ? detectFormat(source) : null);
  if (fault !== null || format === null) {
    const why =
      fault ?? 'it is neither of kportal, kftray, kube-forwarder or Portwatch, nor kubectl port-forward commands';
    return {
      format,
      drafts: [],
      notes: [{ kind: 'refused', what: 'the file', why, where: 'the file', costsForward: true }],
    };
  }
  const { drafts, notes } = importers[format](source, surroundings);
  const clean = notes.map((note) => ({ ...note, what: printable(note.what), why: printable(note.why) }));
  return { format, drafts, notes: clean };
}

const importers: Readonly<Record<ExchangeFormat, (text: string, surroundings: Surroundings) => Imported>> = {
  portwatch: importPortwatch,
  kportal: importKportal,
  kftray: importKftray,
  'kube-forwarder': importKubeForwarder,
  kubectl: importKubectl,
};

/** What kportal's files cannot have: keys of ours, named ports, and workloads. */
const onlyOurs =
  /^\s*(-\s+)?(group|bindAddress|autostart|lazy|idleTimeout|onHang|probe|kubeconfig|production|defaults|watchdog|lanes)\s*:|\bport\s*:\s*["']?[a-z]|\bresource\s*:\s*["']?(deployment|statefulset|daemonset|replicaset)\//m;

/** By content; null when it is none of them. */
export function detectFormat(text: string): ExchangeFormat | null {
  if (/^\s*[[{]/.test(text)) {
    const parsed = parseJsonSafely(text);
    if ('value' in parsed) {
      const top = blockOf(parsed.value);
      if (top && 'clusters' in top) return 'kube-forwarder';
      if (top && 'contexts' in top) return 'portwatch';
      return Array.isArray(parsed.value) || (top && 'workload_type' in top) ? 'kftray' : null;
    }
    if (/"(_services|clusters)"/.test(text)) return 'kube-forwarder';
    if (!/"?contexts"?\s*:/.test(text)) return 'kftray';
  }
  if (/^\s*["']?contexts["']?\s*:/m.test(text) || /^\s*\{\s*["']?contexts/.test(text)) {
    return onlyOurs.test(text) ? 'portwatch' : 'kportal';
  }
  return /\bport-forward\b/.test(text) ? 'kubectl' : null;
}
