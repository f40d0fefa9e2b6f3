import type {
  CommandAnswer,
  EntryAnswer,
  EntryEdit,
  ForwardEntry,
  LocalPortAnswer,
  PreviewAnswer,
  SaveAnswer,
} from '../shared/editing';
import { editingWords } from '../shared/words-form';
import { type ForwardId, forwardIdOf } from '../shared/forward';
import type { ForwardEdit } from '../shared/forward-edit';
import { isLoopback } from '../shared/loopback';
import type { Outcome, Refusal } from '../shared/outcome';
import { ProblemError, problemOf } from '../shared/problem';
import type { ForwardView, Snapshot } from '../shared/view';
import type { ConfigReload } from './config-reload';
import { refusalOf } from './config/change-file';
import { clusterMeant } from './config/cluster-meant';
import { importText } from './config/exchange/import-text';
import { isFree } from './config/exchange/is-free';
import { nextFree } from './config/exchange/local-ports';
import type { Surroundings } from './config/exchange/surroundings';
import type { RunJob } from './config/jobs';
import { forwardEditOf } from './config/preview-edit';
import { collide } from './config/same-address';
import type { Editor, WantedPort } from './engine/editor';
import { openListener } from './worker/listener';
import { findPortOwner } from './worker/port-owner';

export interface EditorOptions {
  readonly config: Pick<ConfigReload, 'change' | 'clusters' | 'fileToChange'>;
  readonly runJob: RunJob;
  readonly snapshot: () => Snapshot;
  /** For what a command leaves to the kubeconfig. Never rejects. */
  readonly surroundings: () => Promise<Surroundings>;
}

/** See `Editor`. */
export class ConfigEditor implements Editor {
  constructor(private readonly options: EditorOptions) {}

  readEntry(id: ForwardId): Promise<EntryAnswer> {
    return this.#onFile((path) => this.options.runJob('readEntry', { path, id }));
  }

  preview(edit: EntryEdit): Promise<PreviewAnswer> {
    return this.#onFile((path) => this.options.runJob('previewEdit', { path, edit }));
  }

  async save(edit: EntryEdit, mayBeReached: boolean): Promise<SaveAnswer> {
    const { bindAddress = '127.0.0.1', localPort } = edit.to.forward;
    if (typeof bindAddress === 'string' && !isLoopback(bindAddress) && !mayBeReached) {
      return { ok: false, message: editingWords.unconfirmedAddress(bindAddress), hint: '' };
    }
    const preview = await this.preview(edit);
    if (!preview.ok) return preview;
    const [fault] = preview.faults;
    if (fault) return { ok: false, message: fault.message, hint: fault.hint };
    const outcome = await this.#write((path) => this.options.runJob('edit', { path, edit: forwardEditOf(edit) }));
    if (!outcome.ok) return outcome;
    // The file may have another address for all that name none.
    const saved = this.#views().find((view) => portOf(view) === localPort && view.context === edit.to.context);
    return { ok: true, id: saved?.id ?? null };
  }

  async remove(id: ForwardId): Promise<Outcome> {
    const found = await this.readEntry(id);
    if (!found.ok) return found;
    const { forward } = forwardEditOf({ seen: null, to: found.entry });
    return this.#write((path) => this.options.runJob('edit', { path, edit: { kind: 'delete', forward } }));
  }

  async setAutostart(id: ForwardId, autostart: boolean): Promise<Outcome> {
    const found = await this.readEntry(id);
    if (!found.ok) return found;
    const { forward } = forwardEditOf({ seen: null, to: found.entry });
    const isOff = this.#views().some((view) => view.id === id && view.autostart === false);
    // What says nothing itself is as the file says for all: then only a word of its own switches it on.
    const needsWord = autostart && isOff && forward.forward.autostart === undefined;
    const edit: ForwardEdit = needsWord
      ? { kind: 'change', forward, to: { ...forward, forward: { ...forward.forward, autostart } } }
      : { kind: autostart ? 'enable' : 'disable', forward };
    return this.#write((path) => this.options.runJob('edit', { path, edit }));
  }

  async checkLocalPort({ bindAddress, localPort, own }: WantedPort): Promise<LocalPortAnswer> {
    if (own === forwardIdOf(bindAddress, localPort)) return { kind: 'own' };
    const others = this.#views().filter(({ id }) => id !== own);
    const rival = others.find((view) => portOf(view) === localPort && collide(hostOf(view), bindAddress));
    if (rival) return { kind: 'forward', alias: rival.alias };
    try {
      (await openListener(bindAddress, localPort, (socket) => socket.destroy())).dispose();
      return { kind: 'free' };
    } catch (error) {
      const { code, message, hint } = problemOf(error);
      if (!(error instanceof ProblemError) || code !== 'port-taken') return { kind: 'refused', message, hint };
      const owner = await findPortOwner(localPort);
      const isOurs = owner?.pid === process.pid;
      // A forward that moves to another address lets go of its port for that.
      if (isOurs && own?.endsWith(`:${String(localPort)}`) === true) return { kind: 'own' };
      // And a demo makes place for the first file.
      if (isOurs && this.options.snapshot().source.kind === 'demo') return { kind: 'free' };
      return { kind: 'taken', owner: owner && `${owner.name} (pid ${String(owner.pid)})` };
    }
  }

  async suggestLocalPort(bindAddress: string, port: number | string): Promise<number | null> {
    const taken = new Set(this.#views().map(portOf));
    return nextFree({ forward: { port, bindAddress } }, taken, isFree).catch(() => null);
  }

  async readCommand(text: string): Promise<CommandAnswer> {
    const { drafts, notes } = importText(text, 'kubectl', await this.options.surroundings());
    const [draft, ...others] = drafts;
    if (others.length > 0) return { kind: 'several', count: drafts.length };
    if (!draft) {
      const [note] = notes;
      return { kind: 'none', what: note?.what ?? '', why: note?.why ?? editingWords.noCommand };
    }
    const { namespace, forward } = draft;
    const { config } = this.options;
    const path = config.fileToChange();
    const cluster = clusterMeant(config.clusters(), draft, typeof path === 'string' ? path : '');
    const entry: ForwardEntry = { ...cluster, namespace, forward: withoutNothing({ ...forward }) };
    return { kind: 'one', entry, notes: notes.map(({ what, why }) => ({ what, why })) };
  }

  /** The forwards that will be there: those of a demo that nobody asked for end when the first file is there. */
  #views(): readonly ForwardView[] {
    const { source, forwards } = this.options.snapshot();
    return source.kind === 'demo' ? [] : forwards;
  }

  #onFile<T>(ask: (path: string) => Promise<T | Refusal>): Promise<T | Refusal> {
    const path = this.options.config.fileToChange();
    if (typeof path !== 'string') return Promise.resolve(path);
    return ask(path).catch((error: unknown) => refusalOf(path, error));
  }

  #write(write: (path: string) => Promise<Outcome>): Promise<Outcome> {
    return this.options.config.change(write);
  }
}

/** The port in `127.0.0.1:8080` and `[::1]:8080`. */
function portOf({ address }: ForwardView): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

function hostOf({ address }: ForwardView): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

/** Keys without a value are not written. */
function withoutNothing(forward: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(forward).filter(([, value]) => value !== undefined && value !== null));
}
