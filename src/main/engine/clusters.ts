import type { ForwardSpec } from '../../shared/forward';
import type { ResolvedTarget } from '../worker/resolved-target';

/**
 * What the engine needs to know of Kubernetes. `cluster/` implements it; tests may.
 * Failures reject with a `ProblemError`.
 */
export interface Clusters {
  /** Finds a ready pod and fresh credentials. Obeys the signal; never waits for ever. */
  resolve(spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget>;
  /** Whether the API server answers anything at all, if only that this is not allowed. Never rejects. */
  answers(context: string, signal: AbortSignal): Promise<boolean>;
  /** The API server answered 401 to these credentials: get new ones before the next answer. */
  credentialsRefused(context: string): void;
  /** What is known of this target is wrong (its tunnel failed): look again before the next answer. */
  forget(spec: ForwardSpec): void;
  dispose(): void;
}
