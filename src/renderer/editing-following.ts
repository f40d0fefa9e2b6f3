import type { OfferedPort } from '../shared/discovery';
import type { Offers } from './editing-offers.svelte';
import type { LocalPort } from './editing-port.svelte';
import { type FieldKey, type Fields, portIn } from './model/form';
import { contextNamed } from './model/offered';
import { onlyPort } from './model/options';

/** What of the form is filled in for somebody. */
export interface Followed {
  readonly fields: Fields;
  readonly offers: Offers;
  readonly port: LocalPort;
  /** Of the target that stands in the field, as far as they are known. */
  readonly ports: readonly OfferedPort[];
  /** Where the forward would listen. */
  readonly localAddress: string;
  fill(change: Partial<Fields>): void;
}

/** Fills in what nobody has typed from what stands before it: the namespace, the port there and the one here. */
export class Following {
  #ours: readonly FieldKey[] = ['namespace', 'port', 'localPort'];

  constructor(private readonly form: Followed) {}

  /** Only these fields are filled in from now on. */
  fillOnly(...keys: readonly FieldKey[]): void {
    this.#ours = keys;
  }

  /** Somebody has typed there. */
  leave(key: FieldKey): void {
    this.#ours = this.#ours.filter((other) => other !== key);
  }

  /** Its own namespace is the one that is meant, as with kubectl. */
  context(): void {
    const { form } = this;
    const context = contextNamed(form.offers.contexts, form.fields);
    if (context && this.#ours.includes('namespace')) form.fill({ namespace: context.namespace ?? '' });
    form.offers.askNamespaces(form.fields);
  }

  /** The only port of a target is the one that is meant. */
  target(): void {
    if (!this.#ours.includes('port')) return;
    const only = onlyPort(this.form.ports);
    this.form.fill({ port: only === null ? '' : String(only.number) });
    this.localPort();
  }

  /** A free one, near the port there. */
  localPort(): void {
    const { form } = this;
    if (!this.#ours.includes('localPort')) return;
    const port = form.fields.port.trim();
    if (port === '') {
      form.fill({ localPort: '' });
      return;
    }
    void form.port.near(form.localAddress, portIn(port) ?? port).then((free) => {
      if (free !== null && this.#ours.includes('localPort') && form.fields.port.trim() === port) {
        form.fill({ localPort: String(free) });
      }
    });
  }
}
