import type { ClusterRef } from '../../../shared/cluster-ref';
import { forwardSchema } from '../../../shared/config-schema';
import type { ForwardDraft, Imported, ImportedDraft, ImportNote } from '../../../shared/import-plan';
import { shown } from './shown';

/** What one import reads, and says of it. */
export class NoteBook {
  readonly #drafts: ImportedDraft[] = [];
  readonly #notes: ImportNote[] = [];

  /** A setting that is not taken over. */
  lacks(where: string, what: string, why: string): void {
    this.#notes.push({ kind: 'unsupported', what, why, where, costsForward: false });
  }

  /** Something that is not quite what it was. */
  changes(where: string, what: string, why: string): void {
    this.#notes.push({ kind: 'changed', what, why, where, costsForward: false });
  }

  /** A forward that we cannot have. */
  cannot(where: string, what: string, why: string): void {
    this.#notes.push({ kind: 'unsupported', what, why, where, costsForward: true });
  }

  /** What is wrong by itself. */
  refuses(where: string, what: string, why: string): void {
    this.#notes.push({ kind: 'refused', what, why, where, costsForward: true });
  }

  /**
   * Takes a forward over if our own schema does, and says what is wrong with it otherwise. `likesPort`: the local port to
   * choose if it can be had.
   */
  add(
    where: string,
    place: ClusterRef & Pick<ForwardDraft, 'production' | 'namespace'>,
    keys: Readonly<Record<string, unknown>>,
    likesPort?: number,
  ): void {
    const { localPort, ...rest } = keys;
    const forward = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    // Any port will do for looking at the rest.
    const parsed = forwardSchema.safeParse({ ...forward, localPort: localPort ?? 1 });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const key = String(issue?.path[0] ?? 'the forward');
      this.refuses(where, `${key} ${shown(keys[key])}`, issue?.message ?? 'is not understood');
      return;
    }
    if (parsed.data.resource === 'pod' && (parsed.data.selector ?? '').trim() === '') {
      this.refuses(where, 'a pod without a name', 'it needs a name or a selector');
      return;
    }
    if (parsed.data.resource !== 'pod' && (parsed.data.selector ?? '') !== '') {
      this.refuses(where, `selector of ${parsed.data.resource}`, 'only pods without a name have one');
      return;
    }
    const chosen = localPort === undefined || localPort === null ? null : parsed.data.localPort;
    const likes = likesPort === undefined ? {} : { likesPort };
    this.#drafts.push({ ...place, forward: { ...parsed.data, localPort: chosen }, where, ...likes });
  }

  result(): Imported {
    return { drafts: this.#drafts, notes: this.#notes };
  }
}
