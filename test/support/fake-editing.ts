import type { Listing, OfferedContext, OfferedTarget } from '../../src/shared/discovery';
import type {
  CommandAnswer,
  EntryAnswer,
  EntryEdit,
  LocalPortAnswer,
  PreviewAnswer,
  SaveAnswer,
} from '../../src/shared/editing';
import type { Outcome } from '../../src/shared/outcome';

const path = '/home/mia/.config/portwatch/portwatch.yaml';

/** What main would be to the form of a forward: answers from values. */
export class FakeEditing {
  contexts: Listing<OfferedContext> = listed([]);
  /** By context. */
  namespaces: Readonly<Record<string, Listing<string>>> = {};
  /** By `context/namespace`. */
  targets: Readonly<Record<string, Listing<OfferedTarget>>> = {};
  port: LocalPortAnswer = { kind: 'free' };
  /** By local port, instead of `port`. */
  busy: Readonly<Record<number, LocalPortAnswer>> = {};
  suggested: number | null = 8080;
  command: CommandAnswer = { kind: 'none', what: '', why: '' };
  entry: EntryAnswer = { ok: false, message: 'There is no such forward.', hint: '' };
  /** By the edit that is asked about where it is a function. */
  preview: PreviewAnswer | ((edit: EntryEdit) => PreviewAnswer) = {
    ok: true,
    path,
    isNewFile: false,
    defaults: {},
    faults: [],
    lines: [],
  };
  saved: SaveAnswer = { ok: true, id: null };
  outcome: Outcome = { ok: true };
  /** What was to be saved, in order. */
  readonly edits: EntryEdit[] = [];
  /** Lists that are asked for stay unanswered. */
  slow = false;

  constructor(private readonly asked: string[]) {}

  readonly listContexts = () => this.#listing('contexts', this.contexts);
  readonly listNamespaces = ({ context, fresh }: { context: string; fresh: boolean }) =>
    this.#listing(`namespaces ${context}${fresh ? ' again' : ''}`, this.namespaces[context] ?? listed([]));
  readonly listTargets = ({ context, namespace, fresh }: { context: string; namespace: string; fresh: boolean }) => {
    const known = this.targets[`${context}/${namespace}`] ?? listed([]);
    return this.#listing(`targets ${context}/${namespace}${fresh ? ' again' : ''}`, known);
  };
  readonly cancelListing = ({ ask }: { ask: string }) => this.#answer(`cancel-listing ${ask}`, true);
  readonly checkLocalPort = ({ bindAddress, localPort }: { bindAddress: string; localPort: number }) =>
    this.#answer(`check-port ${bindAddress}:${String(localPort)}`, this.busy[localPort] ?? this.port);
  readonly suggestLocalPort = ({ port }: { port: number | string }) =>
    this.#answer(`suggest-port ${String(port)}`, { port: this.suggested });
  readonly readCommand = ({ text }: { text: string }) => this.#answer(`read-command ${text}`, this.command);
  readonly readEntry = ({ id }: { id: string }) => this.#answer(`read-entry ${id}`, this.entry);
  readonly previewEdit = ({ edit }: { edit: EntryEdit }) =>
    this.#answer('preview', typeof this.preview === 'function' ? this.preview(edit) : this.preview);
  readonly saveEdit = ({ edit, mayBeReached }: { edit: EntryEdit; mayBeReached: boolean }) => {
    this.edits.push(edit);
    return this.#answer(`save${mayBeReached ? ', may be reached' : ''}`, this.saved);
  };
  readonly removeForward = ({ id }: { id: string }) => this.#answer(`remove ${id}`, this.outcome);
  readonly setAutostart = ({ id, autostart }: { id: string; autostart: boolean }) =>
    this.#answer(`${autostart ? 'enable' : 'disable'} ${id}`, this.outcome);

  #listing<T>(question: string, answer: T): Promise<T> {
    this.asked.push(question);
    return this.slow ? new Promise(() => undefined) : Promise.resolve(answer);
  }

  #answer<T>(question: string, answer: T): Promise<T> {
    this.asked.push(question);
    return Promise.resolve(answer);
  }
}

export function listed<T>(
  items: readonly T[],
  more: Partial<Extract<Listing<T>, { kind: 'listed' }>> = {},
): Listing<T> {
  return { kind: 'listed', items, notListed: [], isCut: false, ...more };
}
