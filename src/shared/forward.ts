import type { Problem, Suspect } from './problem';
import type { Upkeep } from './upkeep';

/** Stable across restarts and reloads: the local address, because that is what users rely on (`127.0.0.1:8080`). */
export type ForwardId = string;

export const workloadKinds = ['deployment', 'statefulset', 'daemonset', 'replicaset'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** What a forward leads to. A pod's name is a prefix of whole name segments: `api` matches `api-7f9c`, not `apix-1`. */
export type Target =
  | { readonly kind: 'pod'; readonly name: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: WorkloadKind; readonly name: string }
  | { readonly kind: 'selector'; readonly selector: string };

/** What to do when a forward is hung: mend it (and say so), or wait for the user's click. */
export type OnHang = 'reconnect' | 'notify';

/** One local listener and one port of a target, as configured. Plain data: it crosses to lane threads. */
export interface ForwardSpec {
  readonly id: ForwardId;
  readonly alias: string;
  /** Heading in lists and menus. */
  readonly group: string;
  readonly context: string;
  /** As in `ClusterRef`. */
  readonly kubeconfig?: string;
  readonly namespace: string;
  readonly target: Target;
  /** The target's port: a number, or a name for services and named container ports. */
  readonly port: number | string;
  readonly bindAddress: string;
  readonly localPort: number;
  readonly onHang: OnHang;
  readonly autostart: boolean;
  /** Its port is opened, and a tunnel only when a local connection wants one. */
  readonly lazy?: true;
  /** After so long without a local connection the tunnel is closed, in milliseconds; never when absent. */
  readonly idleMs?: number;
  /** `defaultUpkeep` when absent. */
  readonly upkeep?: Upkeep;
  /** The path that "Open in browser" opens; `/` when absent. */
  readonly openPath?: string;
  /** false: notifications leave it out. */
  readonly notify?: false;
  /** Its context is marked as one where mistakes are dear. */
  readonly production?: true;
}

/** A forward that the config names but that cannot run as written. Listed, never dropped silently. */
export interface BrokenForward {
  readonly id: ForwardId;
  readonly alias: string;
  readonly group: string;
  readonly context: string;
  readonly namespace: string;
  /** As written in the file, for display. */
  readonly target: string;
  readonly address: string;
  readonly problem: Problem;
}

export type Transport = 'websocket' | 'spdy' | 'v4';

/** What a worker is doing. Most have a deadline; see `worker/progress.ts`. */
export type Phase = 'binding' | 'listening' | 'resolving' | 'connecting' | 'forwarding' | 'waiting';

export type StartingPhase = Extract<Phase, 'binding' | 'resolving' | 'connecting'>;

/** Milliseconds since 1970, for display only; durations are measured on the monotonic clock. */
export type EpochMs = number;

export type ForwardState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly phase: StartingPhase }
  /** Its port is open, and it has no tunnel because nobody needs one: the next local connection gets it one. */
  | {
      readonly kind: 'listening';
      readonly since: EpochMs;
      /** For how long nobody had used the last tunnel when it was closed for that, in milliseconds; else null. */
      readonly idleMs: number | null;
      /** Why the last tunnel was lost or could not be had; null when it was not, or that counts no more. */
      readonly problem: Problem | null;
    }
  | {
      readonly kind: 'active';
      readonly pod: string;
      readonly since: EpochMs;
      readonly transport: Transport;
      /** What is wrong although the tunnel is up; absent when nothing is known to be. */
      readonly ailment?: Problem | null;
    }
  | {
      readonly kind: 'reconnecting';
      readonly cause: Problem;
      readonly attempt: number;
      /** When the next attempt starts; in the past while it is under way. */
      readonly retryAt: EpochMs;
      /** That it has come to this too often lately; absent when it has not. */
      readonly ailment?: Problem | null;
    }
  | {
      readonly kind: 'hung';
      readonly phase: Phase;
      /** When progress stopped, not when it was noticed. */
      readonly since: EpochMs;
      readonly elapsedMs: number;
      readonly suspect: Suspect;
    }
  | { readonly kind: 'failed'; readonly problem: Problem };

export type StateKind = ForwardState['kind'];

export const stopped: ForwardState = { kind: 'stopped' };

/** States in which a worker owns the local port and is expected to make progress. */
export function isRunning(state: ForwardState): boolean {
  return state.kind !== 'stopped' && state.kind !== 'failed';
}

/** States in which the forward needs something of its cluster. */
export function needsCluster(state: ForwardState): boolean {
  return isRunning(state) && state.kind !== 'listening';
}

/** Whether it may be without a tunnel while nobody needs one. */
export function mayRest({ lazy, idleMs }: Pick<ForwardSpec, 'lazy' | 'idleMs'>): boolean {
  return lazy === true || idleMs !== undefined;
}

/** States that a person must be told about. */
export function needsAttention(state: ForwardState): boolean {
  return state.kind === 'hung' || state.kind === 'failed' || isAiling(state);
}

/** Whether the tunnel is up and something is wrong all the same. */
export function isAiling(state: ForwardState): boolean {
  return ailmentOf(state) !== null && state.kind === 'active';
}

/** What is wrong with a forward besides its state. */
export function ailmentOf(state: ForwardState): Problem | null {
  return state.kind === 'active' || state.kind === 'reconnecting' ? (state.ailment ?? null) : null;
}

/** What a forward is shown as: its state, unless it is active and that is not the whole truth. */
export type ShownKind = StateKind | 'stale' | 'ailing';

/** `stale`: the last proof of life is too old, so that nothing else can be said for sure. */
export function shownKind(view: { readonly state: ForwardState; readonly stale: boolean }): ShownKind {
  if (view.state.kind !== 'active') return view.state.kind;
  if (view.stale) return 'stale';
  return isAiling(view.state) ? 'ailing' : 'active';
}

/** `service/api`, `pod/web`, `app=web`: as people write it. */
export function targetText(target: Target): string {
  return target.kind === 'selector' ? target.selector : `${target.kind}/${target.name}`;
}

/** `127.0.0.1:8080`, `[::1]:8080`. */
export function addressText(bindAddress: string, localPort: number): string {
  return bindAddress.includes(':') ? `[${bindAddress}]:${String(localPort)}` : `${bindAddress}:${String(localPort)}`;
}

/** The id of the forward that listens there. */
export function forwardIdOf(bindAddress: string, localPort: number): ForwardId {
  return addressText(bindAddress, localPort);
}
