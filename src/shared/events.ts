import type { ClusterRef } from './cluster-ref';
import type { Credential } from './credentials';
import type { EpochMs, ForwardId, Phase, StartingPhase, StateKind, Transport } from './forward';
import type { Problem, ProblemCode, Suspect } from './problem';
import type { Beat, ConfigProblem, StuckConnections } from './view';

/** What the watchdog did about a hung forward, from the mildest. */
export type EscalationStep = 'reconnect' | 'restart' | 'replace-lane' | 'give-up';

/** The limit that a tunnel has passed. */
export type WornWhy = 'age' | 'idle';

/** Everything that is announced inside the application, and what is said about it. */
export interface EventPayloads {
  'forward.starting': { readonly forwardId: ForwardId; readonly phase: StartingPhase };
  /** It needs no tunnel for now: its local port is open, and the next connection gets it one. As in `ForwardState`. */
  'forward.listening': {
    readonly forwardId: ForwardId;
    readonly idleMs: number | null;
    readonly problem: Problem | null;
  };
  'forward.connected': {
    readonly forwardId: ForwardId;
    readonly pod: string;
    readonly transport: Transport;
    /** From the start of the attempt to the tunnel being open. */
    readonly tookMs: number;
  };
  'forward.disconnected': { readonly forwardId: ForwardId; readonly cause: Problem };
  'forward.reconnecting': {
    readonly forwardId: ForwardId;
    readonly cause: Problem;
    readonly attempt: number;
    readonly retryAt: EpochMs;
  };
  /** The config file has it from now on, or otherwise than before, or not any more. */
  'forward.configured': {
    readonly forwardId: ForwardId;
    readonly change: 'added' | 'changed' | 'moved' | 'removed';
    /** What is different about it. */
    readonly keys: readonly string[];
    /** Its local address before, when it has moved to another one; else empty. */
    readonly was: string;
  };
  'forward.stopped': { readonly forwardId: ForwardId };
  /** The forward failed, or one of its connections did (then `connection` is true and the forward goes on). */
  'forward.error': { readonly forwardId: ForwardId; readonly problem: Problem; readonly connection: boolean };
  'health.changed': { readonly forwardId: ForwardId; readonly from: StateKind; readonly to: StateKind };
  /** The last proof of life is older than one poll and one check, though not yet hung. Once per episode. */
  'health.stale': { readonly forwardId: ForwardId; readonly ageMs: number };
  /** The tunnel is up, and this is wrong all the same. It ends with `health.well`, or when the tunnel does. */
  'health.ailing': { readonly forwardId: ForwardId; readonly problem: Problem };
  'health.well': { readonly forwardId: ForwardId; readonly was: ProblemCode };
  /** Nothing moves on some of its open connections, although something is due. Once per episode, with those of its begin. */
  'connections.stuck': { readonly forwardId: ForwardId; readonly stuck: StuckConnections };
  /** None is stuck any more: they move again, or have ended. */
  'connections.moving': { readonly forwardId: ForwardId; readonly stuckForMs: number };
  /** The tunnel is older, or has been idle for longer, than configured, and stays. Once per tunnel. */
  'health.worn': {
    readonly forwardId: ForwardId;
    readonly why: WornWhy;
    readonly afterMs: number;
    /** Why it could not be replaced so far; null when it should not be. */
    readonly problem: Problem | null;
  };
  /** The same, and another one has taken its place; open connections finish on the old one. */
  'forward.renewed': {
    readonly forwardId: ForwardId;
    readonly why: WornWhy;
    readonly afterMs: number;
    readonly pod: string;
    readonly transport: Transport;
    readonly tookMs: number;
  };
  'watchdog.heartbeat': { readonly beats: readonly Beat[] };
  'watchdog.hung': {
    readonly forwardId: ForwardId;
    readonly elapsedMs: number;
    readonly heartbeats: number;
    readonly phase: Phase;
    readonly suspect: Suspect;
  };
  'watchdog.recovered': { readonly forwardId: ForwardId; readonly hungForMs: number };
  'watchdog.restarted': { readonly forwardId: ForwardId; readonly step: EscalationStep; readonly byUser: boolean };
  'lane.started': { readonly lane: number; readonly osThreadId: number | null };
  'lane.crashed': { readonly lane: number; readonly message: string; readonly forwardIds: readonly ForwardId[] };
  'lane.terminated': { readonly lane: number; readonly silentMs: number; readonly forwardIds: readonly ForwardId[] };
  /** These ran together on lanes that were lost `losses` times in ten minutes, and get one for themselves now. */
  'lane.parted': { readonly losses: number; readonly forwardIds: readonly ForwardId[] };
  /** The config file was read: at the start, and when it has changed. */
  'config.reloaded': {
    readonly path: string;
    readonly forwards: number;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly untouched: number;
    /** Those at the top of the file that are others by now. */
    readonly settings: readonly string[];
  };
  'config.rejected': { readonly path: string; readonly problems: readonly ConfigProblem[] };
  /** What the config file has that is no fault, and worth knowing. */
  'config.noted': { readonly path: string; readonly notes: readonly ConfigProblem[] };
  /** Contexts of the kubeconfig lead elsewhere, or there as somebody else, or are new. */
  'kubeconfig.changed': { readonly files: readonly string[]; readonly contexts: readonly string[] };
  /** A kubeconfig file cannot be used as it is now. `isKept`: what was read before is used in its place. */
  'kubeconfig.rejected': { readonly problem: Problem; readonly isKept: boolean };
  /** Renewed tokens could not be written to it. */
  'kubeconfig.unsaved': { readonly problem: Problem };
  /** The login shell was asked for its environment. `problem`: why ours alone is used; null when it is not. */
  'shell.environment': { readonly shell: string; readonly tookMs: number; readonly problem: string | null };
  /** How the API server knows the user from now on, told when it is other than before. */
  'credentials.obtained': ClusterRef & { readonly credentials: readonly Credential[] };
  'cluster.reachable': ClusterRef;
  'cluster.unreachable': ClusterRef & { readonly problem: Problem };
  'cluster.credentials': ClusterRef & { readonly problem: Problem };
  /** This computer has no network any more, has one again, or has another one. */
  'network.changed': { readonly change: 'lost' | 'gained' | 'changed' };
  /** This computer slept, or this program did not run, for so long; 0 when the system said so and not for how long. */
  'machine.resumed': { readonly lateMs: number };
  /** Negative when it was set back. */
  'clock.set': { readonly byMs: number };
  /** This program has as many files and connections open as it may. */
  'descriptors.exhausted': object;
  'descriptors.free': object;
}

export type EventType = keyof EventPayloads;

/** An announcement: what, when, and a number that orders it among all others of this run. */
export type AppEvent = {
  [T in EventType]: { readonly id: number; readonly time: EpochMs; readonly type: T } & EventPayloads[T];
}[EventType];

export type EventOf<T extends EventType> = Extract<AppEvent, { type: T }>;

/** The forwards that an event is about, for the per-forward timeline. */
export function forwardsOf(event: AppEvent): readonly ForwardId[] {
  if ('forwardId' in event) return [event.forwardId];
  if ('forwardIds' in event) return event.forwardIds;
  return [];
}
