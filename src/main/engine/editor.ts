import type { ClusterId } from '../../shared/cluster-ref';
import type { Listing, OfferedContext, OfferedTarget } from '../../shared/discovery';
import type {
  CommandAnswer,
  EntryAnswer,
  EntryEdit,
  LocalPortAnswer,
  PreviewAnswer,
  SaveAnswer,
} from '../../shared/editing';
import type { ForwardId } from '../../shared/forward';
import type { Outcome } from '../../shared/outcome';

/** A local port that somebody thinks of. */
export interface WantedPort {
  readonly bindAddress: string;
  readonly localPort: number;
  /** The forward that is being edited; null for a new one. */
  readonly own: ForwardId | null;
}

/** Adding forwards to the config file, and changing those that are there. Nothing rejects. */
export interface Editor {
  /** The entry of a forward, as it stands in the file now. */
  readEntry(id: ForwardId): Promise<EntryAnswer>;
  /** What saving would do to the file, and what is wrong with it. Writes nothing. */
  preview(edit: EntryEdit): Promise<PreviewAnswer>;
  /** Settles when the file is in use. An address that others can reach is refused unless `mayBeReached`. */
  save(edit: EntryEdit, mayBeReached: boolean): Promise<SaveAnswer>;
  remove(id: ForwardId): Promise<Outcome>;
  setAutostart(id: ForwardId, autostart: boolean): Promise<Outcome>;
  /** By trying to listen there for a moment. */
  checkLocalPort(wanted: WantedPort): Promise<LocalPortAnswer>;
  /** A free port that no other forward is meant to have, near the target's own; null when there is none. */
  suggestLocalPort(bindAddress: string, port: number | string): Promise<number | null>;
  /** Understands a `kubectl port-forward` command. */
  readCommand(text: string): Promise<CommandAnswer>;
}

export interface Asking {
  readonly signal: AbortSignal;
  /** Past what is still known from a moment ago. */
  readonly fresh: boolean;
}

/** What there is to forward to. Nothing rejects: why something cannot be told is in the answer. */
export interface Discoverer {
  /** In the order of the kubeconfig; then those of the files that the config names. */
  contexts(): Promise<Listing<OfferedContext>>;
  /** `cluster`: as the config names it. */
  namespaces(cluster: ClusterId, asking: Asking): Promise<Listing<string>>;
  targets(cluster: ClusterId, namespace: string, asking: Asking): Promise<Listing<OfferedTarget>>;
}
