import type { ForwardId } from './forward';
import type { Refusal } from './outcome';

/** A forward as it stands in a config file, or is to stand there: not checked yet. */
export interface ForwardEntry {
  readonly context: string;
  /** As in `ForwardDraft`. */
  readonly kubeconfig?: string;
  readonly namespace: string;
  readonly forward: Readonly<Record<string, unknown>>;
}

/** What is to become of the config file. `seen`: the entry as it was when it was opened; null for a new one. */
export interface EntryEdit {
  readonly seen: ForwardEntry | null;
  readonly to: ForwardEntry;
}

/** What is wrong with one key of a forward. */
export interface KeyFault {
  /** `context`, `namespace`, or a key of the forward; empty for what concerns all of it. */
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
}

/** What saving would do to the file. */
export interface EditPreview {
  readonly ok: true;
  readonly path: string;
  /** The file is not there yet. */
  readonly isNewFile: boolean;
  /** What the file says for all forwards that do not say it themselves. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly faults: readonly KeyFault[];
  /** Empty while something is wrong, or when nothing would be different. */
  readonly lines: readonly DiffLine[];
}

export type PreviewAnswer = EditPreview | Refusal;

/** `id`: of the forward that is there now; null when the file has it and it is not shown. */
export type SaveAnswer = { readonly ok: true; readonly id: ForwardId | null } | Refusal;

/** The entry that a forward stands for, in the file at `path`. */
export type EntryAnswer = { readonly ok: true; readonly path: string; readonly entry: ForwardEntry } | Refusal;

/** Whether a forward could listen there. */
export type LocalPortAnswer =
  | { readonly kind: 'free' }
  /** The forward that is being edited listens there, or would. */
  | { readonly kind: 'own' }
  /** Another forward of the file is meant to listen there. */
  | { readonly kind: 'forward'; readonly alias: string }
  | { readonly kind: 'taken'; readonly owner: string | null }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** What a pasted command comes to. */
export type CommandAnswer =
  | {
      readonly kind: 'one';
      readonly entry: ForwardEntry;
      /** What is different from how it was written, or was left out. */
      readonly notes: readonly { readonly what: string; readonly why: string }[];
    }
  | { readonly kind: 'several'; readonly count: number }
  | { readonly kind: 'none'; readonly what: string; readonly why: string };
