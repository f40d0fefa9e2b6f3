import { SvelteSet } from 'svelte/reactivity';
import type { OfferedPort, OfferedTarget } from '../shared/discovery';
import type { CommandAnswer, ForwardEntry, KeyFault, PreviewAnswer } from '../shared/editing';
import type { ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import { isLoopback } from '../shared/loopback';
import type { Refusal } from '../shared/outcome';
import { Offers } from './editing-offers.svelte';
import { LocalPort } from './editing-port.svelte';
import { Latest } from './latest';
import {
  type Defaults,
  emptyEntry,
  entryOf,
  type FieldKey,
  type Fields,
  fieldsOf,
  nameOf,
  portIn,
  rebased,
} from './model/form';
import { faultsAtFields, faultsElsewhere } from './model/form-faults';
import { onlyPort, targetValue } from './model/options';

/** What the form is opened for. */
export type FormTask =
  | { readonly kind: 'add'; readonly pasted?: string; readonly like?: ForwardId }
  | { readonly kind: 'edit'; readonly id: ForwardId };

export type FormApi = Pick<
  WindowApi,
  | 'listContexts'
  | 'listNamespaces'
  | 'listTargets'
  | 'cancelListing'
  | 'checkLocalPort'
  | 'suggestLocalPort'
  | 'readCommand'
  | 'readEntry'
  | 'previewEdit'
  | 'saveEdit'
>;

/** A forward that is being added or changed: what is typed, what main says about it, and what is offered. */
export class ForwardForm {
  fields = $state.raw<Fields>(fieldsOf(emptyEntry));
  /** The entry that is changed, as it was read; null for a new one. */
  seen = $state.raw<ForwardEntry | null>(null);
  /** Why the entry could not be read, or nothing could be saved. */
  trouble = $state.raw<Refusal | null>(null);
  preview = $state.raw<PreviewAnswer | null>(null);
  command = $state.raw<CommandAnswer | null>(null);
  /** Somebody knows that others may reach the local address. */
  mayBeReached = $state(false);
  saving = $state(false);
  /** The entry is being read. */
  loading = $state(false);
  readonly offers: Offers;
  readonly port: LocalPort;

  readonly #touched = new SvelteSet<FieldKey>();
  #attempted = $state(false);
  #first = $state.raw<Fields>(fieldsOf(emptyEntry));
  /** Fields that nobody has typed: they follow the context, or the target. */
  #ours: readonly FieldKey[] = ['namespace', 'port', 'localPort'];
  /** Keys of the file that are to be taken out, because nobody knows them. */
  readonly #dropped = new SvelteSet<string>();
  readonly #previews: Latest<ForwardEntry, PreviewAnswer>;

  constructor(
    private readonly api: FormApi,
    readonly task: FormTask,
  ) {
    this.offers = new Offers(api);
    const fail = (error: unknown) => (this.trouble = { ok: false, message: messageOf(error), hint: '' });
    this.#previews = new Latest(
      (to) => api.previewEdit({ edit: { seen: plain(this.seen), to: plain(to) } }),
      (answer) => this.#usePreview(answer),
      fail,
    );
    this.port = new LocalPort(api, fail);
  }

  /** The forward that is changed. */
  get own(): ForwardId | null {
    return this.task.kind === 'edit' ? this.task.id : null;
  }

  readonly isDirty = $derived(JSON.stringify(this.fields) !== JSON.stringify(this.#first) || this.#dropped.size > 0);
  readonly isExposed = $derived(this.fields.bindAddress.trim() !== '' && !isLoopback(this.fields.bindAddress.trim()));
  /** Where it listens when it does not say so itself. */
  readonly sharedAddress = $derived(textOf(this.#shared()['bindAddress']) ?? '127.0.0.1');
  /** The name that it went by when it was opened. */
  readonly name = $derived(this.#first.alias || nameOf(this.#first));
  /** The one that it goes by when it is given none. */
  readonly defaultName = $derived(nameOf(this.fields));
  /** The ports of the target that stands in the field, as far as they are known. */
  readonly ports: readonly OfferedPort[] = $derived(this.#target()?.ports ?? []);
  readonly #found: readonly KeyFault[] = $derived(this.preview?.ok === true ? this.preview.faults : []);
  /** What is wrong at a field, as far as somebody has been there. */
  readonly faults: ReadonlyMap<FieldKey, KeyFault> = $derived(
    faultsAtFields(this.fields, this.#found, { touched: this.#touched, attempted: this.#attempted }),
  );
  /** What is wrong with the entry beside its fields. */
  readonly otherFaults: readonly KeyFault[] = $derived(faultsElsewhere(this.#found));

  /** Reads what there is to begin with, and what there is to choose from. */
  async begin(): Promise<void> {
    const contexts = this.offers.askContexts();
    const { task } = this;
    if (task.kind === 'edit') await this.#read(task.id);
    else if (task.like !== undefined) await this.#copy(task.like);
    else if (task.pasted !== undefined) await this.paste(task.pasted);
    this.#want();
    await contexts;
    if (task.kind === 'add' && this.fields.context === '') this.#chooseCurrentContext();
  }

  /** Somebody types. */
  set<K extends FieldKey>(key: K, value: Fields[K]): void {
    this.#put({ [key]: value });
    this.#ours = this.#ours.filter((other) => other !== key);
    if (key === 'bindAddress') this.mayBeReached = false;
    if (key === 'target') this.#followTarget();
    if (key === 'port') this.#suggest();
  }

  /** Somebody has chosen something, or is done with typing it. */
  settle(key: FieldKey): void {
    if (this.fields[key] !== '') this.#touched.add(key);
    if (key === 'context') this.#followContext();
    if (key === 'context' || key === 'namespace') this.offers.askTargets(this.fields);
  }

  /** Asks for the namespaces, or the targets, past what is known. */
  askAgain(what: 'namespaces' | 'targets'): void {
    if (what === 'namespaces') this.offers.askNamespaces(this.fields, true);
    else this.offers.askTargets(this.fields, true);
  }

  /** A `kubectl port-forward` command fills the fields; several are for importing. */
  async paste(text: string): Promise<void> {
    try {
      this.command = await this.api.readCommand({ text });
    } catch (error) {
      this.command = { kind: 'none', what: '', why: messageOf(error) };
    }
    if (this.command.kind !== 'one') return;
    this.#put(fieldsOf(this.command.entry));
    this.#ours = this.fields.localPort === '' ? ['localPort'] : [];
    this.#suggest();
    this.offers.askNamespaces(this.fields);
    this.offers.askTargets(this.fields);
  }

  /** A key of the file that nobody knows is taken out with the next save. */
  drop(key: string): void {
    this.#dropped.add(key);
    this.#want();
  }

  /** The entry as somebody else has left it, with what was typed here on top. */
  async readAgain(): Promise<void> {
    if (this.own !== null) {
      const answer = await this.#asked(() => this.api.readEntry({ id: this.own ?? '' }));
      if (answer?.ok !== true) return;
      this.seen = answer.entry;
      const theirs = fieldsOf(answer.entry, this.#shared());
      this.fields = rebased(this.fields, this.#first, theirs);
      this.#first = theirs;
    }
    this.trouble = null;
    this.#want();
  }

  /** The forward that is there now, if it is; null when it could not be saved. */
  async save(): Promise<{ readonly id: ForwardId | null } | null> {
    if (this.saving) return null;
    this.#attempted = true;
    if (this.faults.size > 0 || (this.isExposed && !this.mayBeReached)) return null;
    this.saving = true;
    this.trouble = null;
    const edit = { seen: plain(this.seen), to: plain(this.#entry()) };
    const answer = await this.#asked(() => this.api.saveEdit({ edit, mayBeReached: this.mayBeReached }));
    this.saving = false;
    return answer && { id: answer.id };
  }

  dispose(): void {
    this.#previews.dispose();
    this.port.dispose();
    this.offers.dispose();
  }

  async #read(id: ForwardId): Promise<void> {
    this.loading = true;
    const answer = await this.#asked(() => this.api.readEntry({ id }));
    if (answer?.ok === true) this.#fill((this.seen = answer.entry));
    this.loading = false;
    this.#first = this.fields;
  }

  /** All of another forward, except what only one can have. */
  async #copy(id: ForwardId): Promise<void> {
    const answer = await this.#asked(() => this.api.readEntry({ id }));
    if (answer?.ok !== true) return;
    const shared = Object.entries(answer.entry.forward).filter(([key]) => key !== 'alias' && key !== 'localPort');
    this.#fill({ ...answer.entry, forward: Object.fromEntries(shared) });
    this.#ours = ['localPort'];
    this.#suggest();
  }

  /** What main answers; why it does not do it stands in the form. */
  async #asked<T extends { readonly ok: true }>(ask: () => Promise<T | Refusal>): Promise<T | null> {
    try {
      const answer = await ask();
      if (answer.ok) return answer;
      this.trouble = answer;
    } catch (error) {
      this.trouble = { ok: false, message: messageOf(error), hint: '' };
    }
    return null;
  }

  #fill(entry: ForwardEntry): void {
    this.#ours = [];
    this.#put(fieldsOf(entry));
    this.mayBeReached = this.isExposed;
    this.offers.askNamespaces(this.fields);
    this.offers.askTargets(this.fields);
  }

  #chooseCurrentContext(): void {
    const known = this.offers.contexts?.kind === 'listed' ? this.offers.contexts.items : [];
    const current = known.find(({ isCurrent }) => isCurrent) ?? (known.length === 1 ? known[0] : undefined);
    if (!current) return;
    const wasClean = !this.isDirty;
    this.#put({ context: current.name, namespace: current.namespace ?? '' });
    if (wasClean) this.#first = this.fields;
    this.offers.askNamespaces(this.fields);
    this.offers.askTargets(this.fields);
  }

  #put(change: Partial<Fields>): void {
    this.fields = { ...this.fields, ...change };
    this.#want();
  }

  /** Its own namespace is the one that is meant, as with kubectl. */
  #followContext(): void {
    const { contexts } = this.offers;
    const known = contexts?.kind === 'listed' ? contexts.items : [];
    const context = known.find(({ name }) => name === this.fields.context.trim());
    if (context && this.#ours.includes('namespace')) this.#put({ namespace: context.namespace ?? '' });
    this.offers.askNamespaces(this.fields);
  }

  /** The only port of a target is the one that is meant. */
  #followTarget(): void {
    if (!this.#ours.includes('port')) return;
    const only = onlyPort(this.#target()?.ports ?? []);
    this.#put({ port: only === null ? '' : String(only.number) });
    this.#suggest();
  }

  /** A local port nobody has typed follows the port there. */
  #suggest(): void {
    if (!this.#ours.includes('localPort')) return;
    const port = this.fields.port.trim();
    if (port === '') {
      this.#put({ localPort: '' });
      return;
    }
    const { bindAddress } = this.#wantedPort();
    void this.port.near(bindAddress, portIn(port) ?? port).then((free) => {
      if (free !== null && this.#ours.includes('localPort') && this.fields.port.trim() === port) {
        this.#put({ localPort: String(free) });
      }
    });
  }

  #target(): OfferedTarget | undefined {
    const { targets } = this.offers;
    const text = this.fields.target.trim();
    return targets?.kind === 'listed' ? targets.items.find((target) => targetValue(target) === text) : undefined;
  }

  /** Has main say what this would come to. */
  #want(): void {
    this.#previews.want(this.#entry());
    const wanted = this.#wantedPort();
    this.port.check(wanted.localPort === null ? null : { ...wanted, localPort: wanted.localPort });
  }

  #wantedPort() {
    const { bindAddress, localPort } = this.fields;
    return { bindAddress: bindAddress.trim() || this.sharedAddress, localPort: portIn(localPort), own: this.own };
  }

  /** What the file says for all of its forwards, as far as that is known. */
  #shared(): Defaults {
    return this.preview?.ok === true ? this.preview.defaults : {};
  }

  #entry(): ForwardEntry {
    const entry = entryOf(this.fields, this.seen, this.#shared());
    const kept = Object.entries(entry.forward).filter(([key]) => !this.#dropped.has(key));
    return { ...entry, forward: Object.fromEntries(kept) };
  }

  #usePreview(answer: PreviewAnswer): void {
    const isFirst = this.preview === null;
    this.preview = answer;
    if (!isFirst || !answer.ok || Object.keys(answer.defaults).length === 0) return;
    // What the file says for all is what the choices of this forward begin with.
    const known = fieldsOf(entryOf(this.fields, this.seen), answer.defaults);
    const { autostart, lazy, onHang, notify } = known;
    const wasClean = !this.isDirty;
    this.#put({ autostart, lazy, onHang, notify });
    if (wasClean) this.#first = this.fields;
  }
}

/** Proxies and class instances do not cross to main. */
function plain<T>(value: T): T {
  return structuredClone(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
