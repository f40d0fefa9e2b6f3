import type { ConfigForward } from './config-schema';

/** Everything that forwards are read from and written as. `portwatch` is our own file. */
export const exchangeFormats = ['portwatch', 'kportal', 'kftray', 'kube-forwarder', 'kubectl'] as const;
export type ExchangeFormat = (typeof exchangeFormats)[number];

/** A forward as our config file holds it. */
export interface ForwardDraft {
  readonly context: string;
  /** The file that its context is looked up in, as the config has it; the user's own kubeconfig when absent. */
  readonly kubeconfig?: string;
  /** Its context is marked as such where it comes from: a new one is marked, too. */
  readonly production?: true;
  readonly namespace: string;
  readonly forward: ConfigForward;
}

/** One that was read from elsewhere. */
export interface ImportedDraft extends Omit<ForwardDraft, 'forward'> {
  /** A local port of null is still to be chosen. */
  readonly forward: Omit<ConfigForward, 'localPort'> & { readonly localPort: number | null };
  /** Its place in what was read: `line 3`, `entry 2`. */
  readonly where: string;
  /** The local port to choose if it can be had; the target's own unless told. */
  readonly likesPort?: number;
}

/**
 * What became of something that was read or is to be written. `unsupported`: it cannot be expressed; `changed`: it was
 * taken over, not quite as it was; `refused`: it is not right by itself.
 */
export interface ImportNote {
  readonly kind: 'unsupported' | 'changed' | 'refused';
  /** `httpLog`, `forward of UDP port 53`. */
  readonly what: string;
  readonly why: string;
  readonly where: string;
  /** Whether it cost a whole forward, not only a setting of one. */
  readonly costsForward: boolean;
}

export interface Imported {
  readonly drafts: readonly ImportedDraft[];
  readonly notes: readonly ImportNote[];
}

/** What an import would do: everything that was read is in exactly one of the lists. */
export interface ImportPlan {
  readonly adds: readonly PlannedForward[];
  readonly conflicts: readonly ImportConflict[];
  /** What cannot be taken over, and why. */
  readonly cannot: readonly ImportNote[];
  /** What is different from how it was. */
  readonly changes: readonly ImportNote[];
}

export interface PlannedForward extends ForwardDraft {
  readonly where: string;
}

/** A forward that is left out because of another one. */
export interface ImportConflict {
  readonly draft: PlannedForward;
  /** `same`: nothing is missing, since it is there already. */
  readonly kind: 'port' | 'alias' | 'same';
  /** The other one, for sentences: `orders-db (pod/orders-db), line 12`. */
  readonly holder: string;
}
