import type { ConfigForward } from '../../../shared/config-schema';
import { parseGoDuration } from '../../../shared/go-duration';
import type { ForwardDraft, ImportNote } from '../../../shared/import-plan';

export interface Exported {
  readonly text: string;
  /** What the format cannot express. */
  readonly notes: readonly ImportNote[];
}

/** What kportal and kftray have words for. */
export const commonKeys: ReadonlySet<keyof ConfigForward> = new Set([
  ...(['resource', 'selector', 'protocol', 'port', 'localPort', 'alias', 'httpLog', 'bindAddress'] as const),
]);

/** Forwards on their way into a format, and what is lost on it. */
export class ExportBook {
  readonly #notes: ImportNote[] = [];
  readonly #marked = new Set<string>();

  constructor(
    /** For sentences. */
    private readonly tool: string,
    /** The keys of ours that it has a word for. */
    private readonly expressed: ReadonlySet<keyof ConfigForward>,
  ) {}

  get notes(): readonly ImportNote[] {
    return this.#notes;
  }

  /** Tells of the keys that are set and lost. */
  tellOfLost(draft: ForwardDraft): void {
    const keys = Object.keys(draft.forward) as (keyof ConfigForward)[];
    for (const key of keys.filter((one) => !this.expressed.has(one) && !isDefault(draft.forward, one))) {
      this.#note('unsupported', draft, key, `${this.tool} has nothing like it`, false);
    }
    const { context, production } = draft;
    if (production !== true || this.#marked.has(context)) return;
    this.#marked.add(context);
    this.#note('unsupported', draft, `production of context ${context}`, `${this.tool} has nothing like it`, false);
  }

  /** The file that its context is looked up in is not written. */
  tellOfKubeconfig(draft: ForwardDraft): void {
    if (draft.kubeconfig === undefined) return;
    const why = `${this.tool} looks every context up in one kubeconfig: this one has to be in that`;
    this.#note('unsupported', draft, `kubeconfig ${draft.kubeconfig}`, why, false);
  }

  changes(draft: ForwardDraft, what: string, why: string): void {
    this.#note('changed', draft, what, why, false);
  }

  cannot(draft: ForwardDraft, what: string, why: string): void {
    this.#note('unsupported', draft, what, why, true);
  }

  #note(kind: ImportNote['kind'], draft: ForwardDraft, what: string, why: string, costsForward: boolean): void {
    const { alias, resource, selector, localPort } = draft.forward;
    const where = alias ?? `${resource === 'pod' ? (selector ?? '') : resource} on port ${String(localPort)}`;
    this.#notes.push({ kind, what, why, where, costsForward });
  }
}

/** What says no more than its absence would. */
function isDefault(forward: ConfigForward, key: keyof ConfigForward): boolean {
  const value = forward[key];
  if (key === 'protocol') return true;
  if (key === 'autostart') return value === true;
  if (key === 'onHang') return value === 'reconnect';
  if (key === 'httpLog' || key === 'lazy') return value === false;
  if (key === 'idleTimeout') return parseGoDuration(forward.idleTimeout ?? '') === 0;
  if (key === 'bindAddress') return value === '127.0.0.1';
  return false;
}

/** `pod/orders-db`, taken apart; no name means a selector. */
export function targetOf({ resource }: ConfigForward): { readonly kind: string; readonly name: string | null } {
  const [kind = '', name = null] = resource.split('/', 2);
  return { kind, name };
}

/** The address, where it is not the one that everybody takes by default. */
export function specialAddress({ bindAddress }: ConfigForward): string | null {
  return bindAddress === undefined || bindAddress === '127.0.0.1' || bindAddress === 'localhost' ? null : bindAddress;
}
