import { SvelteSet } from 'svelte/reactivity';
import type { OfferedPort } from '../shared/discovery';
import type { CommandAnswer, ForwardEntry, KeyFault } from '../shared/editing';
import type { ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import { othersMayReach } from '../shared/loopback';
import type { Refusal } from '../shared/outcome';
import { messageOf } from '../shared/message-of';
import type { Place } from '../shared/place';
import { Following } from './editing-following';
import { Offers, type OffersApi } from './editing-offers.svelte';
import { LocalPort, type PortApi } from './editing-port.svelte';
import { Preview } from './editing-preview.svelte';
import type { FieldKey, Fields } from './model/form';
import { emptyEntry, entryOf, fieldsOf, nameOf, portIn, rebased, without } from './model/form';
import { faultsAtFields, faultsElsewhere } from './model/form-faults';
import { contextFields, firstContext, targetNamed } from './model/offered';
import { refusalOf } from './model/refusal';

/** What the form is opened for. */
export type FormTask = Extract<Place, { kind: 'add' | 'edit' }>;

export type FormApi = OffersApi & PortApi & Pick<WindowApi, 'readCommand' | 'readEntry' | 'previewEdit' | 'saveEdit'>;

/** A forward that is being added or changed: what is typed, what main says about it, and what is offered. */
export class ForwardForm {
  fields = $state.raw<Fields>(fieldsOf(emptyEntry));
  /** The entry that is changed, as it was read; null for a new one. */
  seen = $state.raw<ForwardEntry | null>(null);
  /** Why the entry could not be read, or nothing could be saved. */
  trouble = $state.raw<Refusal | null>(null);
  command = $state.raw<CommandAnswer | null>(null);
  /** What was pasted or typed as a command; all of its lines. */
  commandText = $state('');
  /** Somebody knows that others may reach the local address. */
  mayBeReached = $state(false);
  saving = $state(false);
  /** The entry is being read. */
  loading = $state(false);
  readonly offers: Offers;
  readonly port: LocalPort;
  readonly preview: Preview;

  readonly #touched = new SvelteSet<FieldKey>();
  #attempted = $state(false);
  #first = $state.raw<Fields>(fieldsOf(emptyEntry));
  readonly #following = new Following(this);
  /** Keys of the file that are to be taken out, because nobody knows them. */
  readonly #dropped = new SvelteSet<string>();

  constructor(
    private readonly api: FormApi,
    readonly task: FormTask,
  ) {
    this.offers = new Offers(api);
    const fail = (error: unknown) => (this.trouble = refusalOf(error));
    this.preview = new Preview(api, () => this.#takeShared(), fail);
    this.port = new LocalPort(api, fail);
  }

  /** The forward that is changed. */
  get own(): ForwardId | null {
    return this.task.kind === 'edit' ? this.task.id : null;
  }

  readonly isDirty = $derived(JSON.stringify(this.fields) !== JSON.stringify(this.#first) || this.#dropped.size > 0);
  /** Others may reach the local address. What is no address yet is not called one. */
  readonly isExposed = $derived(othersMayReach(this.fields.bindAddress.trim()));
  /** Where it listens when it does not say so itself. */
  readonly sharedAddress = $derived.by(
    () => fieldsOf({ ...emptyEntry, forward: this.preview.shared }).bindAddress || '127.0.0.1',
  );
  /** Where it would listen as it is. */
  readonly localAddress = $derived(this.fields.bindAddress.trim() || this.sharedAddress);
  /** The name that it went by when it was opened. */
  readonly name = $derived(this.#first.alias || nameOf(this.#first));
  /** The one that it goes by when it is given none. */
  readonly defaultName = $derived(nameOf(this.fields));
  /** The ports of the target that stands in the field, as far as they are known. */
  readonly ports: readonly OfferedPort[] = $derived.by(
    () => targetNamed(this.offers.targets, this.fields.target)?.ports ?? [],
  );
  /** What is wrong at a field, as far as somebody has been there. */
  readonly faults: ReadonlyMap<FieldKey, KeyFault> = $derived.by(() =>
    faultsAtFields(this.fields, this.preview.faults, { touched: this.#touched, attempted: this.#attempted }),
  );
  /** What is wrong with the entry beside its fields. */
  readonly otherFaults: readonly KeyFault[] = $derived.by(() => faultsElsewhere(this.preview.faults));

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
    this.fill(key === 'context' ? contextFields(String(value), this.seen, this.offers.contexts) : { [key]: value });
    this.#following.leave(key);
    if (key === 'bindAddress') this.mayBeReached = false;
    if (key === 'target') this.#following.target();
    if (key === 'port') this.#following.localPort();
  }

  /** Something is filled in for somebody. */
  fill(change: Partial<Fields>): void {
    this.fields = { ...this.fields, ...change };
    this.#want();
  }

  /** Somebody has chosen something, or is done with typing it. */
  settle(key: FieldKey): void {
    if (this.fields[key] !== '') this.#touched.add(key);
    if (key === 'context') this.#following.context();
    if (key === 'context' || key === 'namespace') this.offers.askTargets(this.fields);
  }

  /** Asks for the namespaces, or the targets, past what is known. */
  askAgain(what: 'namespaces' | 'targets'): void {
    if (what === 'namespaces') this.offers.askNamespaces(this.fields, true);
    else this.offers.askTargets(this.fields, true);
  }

  /** A `kubectl port-forward` command fills the fields; several are for importing. */
  async paste(text: string): Promise<void> {
    this.commandText = text;
    try {
      this.command = await this.api.readCommand({ text });
    } catch (error) {
      this.command = { kind: 'none', what: '', why: messageOf(error) };
    }
    if (this.command.kind !== 'one') return;
    this.fill(fieldsOf(this.command.entry));
    this.#following.fillOnly(...(this.fields.localPort === '' ? (['localPort'] as const) : []));
    this.#following.localPort();
    this.offers.ask(this.fields);
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
      const theirs = fieldsOf(answer.entry, this.preview.shared);
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
    const edit = { seen: this.seen, to: this.#entry() };
    const answer = await this.#asked(() => this.api.saveEdit({ edit, mayBeReached: this.mayBeReached }));
    this.saving = false;
    return answer && { id: answer.id };
  }

  dispose(): void {
    this.preview.dispose();
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
    this.#fill(without(answer.entry, ['alias', 'localPort']));
    this.mayBeReached = false;
    this.#following.fillOnly('localPort');
    this.#following.localPort();
  }

  /** What main answers; why it does not do it stands in the form. */
  async #asked<T extends { readonly ok: true }>(ask: () => Promise<T | Refusal>): Promise<T | null> {
    try {
      const answer = await ask();
      if (answer.ok) return answer;
      this.trouble = answer;
    } catch (error) {
      this.trouble = refusalOf(error);
    }
    return null;
  }

  #fill(entry: ForwardEntry): void {
    this.#following.fillOnly();
    this.fill(fieldsOf(entry));
    this.mayBeReached = this.isExposed;
    this.offers.ask(this.fields);
  }

  #chooseCurrentContext(): void {
    const current = firstContext(this.offers.contexts);
    if (!current) return;
    const wasClean = !this.isDirty;
    this.fill({ context: current.name, kubeconfig: current.kubeconfig ?? '', namespace: current.namespace ?? '' });
    if (wasClean) this.#first = this.fields;
    this.offers.ask(this.fields);
  }

  /** Has main say what this would come to. */
  #want(): void {
    this.preview.want({ seen: this.seen, to: this.#entry() });
    const localPort = portIn(this.fields.localPort);
    this.port.check(localPort === null ? null : { bindAddress: this.localAddress, localPort, own: this.own });
  }

  #entry(): ForwardEntry {
    return without(entryOf(this.fields, this.seen, this.preview.shared), [...this.#dropped]);
  }

  #takeShared(): void {
    const { shared } = this.preview;
    if (Object.keys(shared).length === 0) return;
    // What the file says for all is what the choices of this forward begin with.
    const { autostart, lazy, onHang, notify } = fieldsOf(entryOf(this.fields, this.seen), shared);
    const wasClean = !this.isDirty;
    this.fill({ autostart, lazy, onHang, notify });
    if (wasClean) this.#first = this.fields;
  }
}
