import { assertNever } from '../../shared/assert-never';

/** Pods by their own name, by their app's name (whatever its pods are called), or `*` for all. */
export type PodSelection = string;

/** Something that goes wrong until it is healed. */
export type Fault =
  /**
   * TCP stays open, and nothing is read or answered: on tunnels that are open now (`existing`), on later ones (`fresh`:
   * their upgrade gets no answer), or both.
   */
  | { readonly type: 'black-hole'; readonly pods: PodSelection; readonly existing: boolean; readonly fresh: boolean }
  /** The programs stop reading; what is sent to them backs up. */
  | { readonly type: 'stall'; readonly pods: PodSelection }
  /** Tunnels are turned down with this HTTP status. */
  | { readonly type: 'refuse'; readonly pods: PodSelection; readonly status: number }
  /** Nothing listens on this port of the pod any more. */
  | { readonly type: 'close-port'; readonly pods: PodSelection; readonly port: number }
  /** Every chunk takes this many milliseconds longer, each way. */
  | { readonly type: 'slow'; readonly pods: PodSelection; readonly ms: number }
  /** Every request but tunnels is answered with this HTTP status. */
  | { readonly type: 'refuse-api'; readonly status: number }
  /** Every request but tunnels is answered this many milliseconds later. */
  | { readonly type: 'slow-api'; readonly ms: number };

/** Faults of the API server itself, and not of some pods. */
type ApiFault = Extract<Fault, { type: 'refuse-api' | 'slow-api' }>;

function isOfApi(fault: Fault): fault is ApiFault {
  return fault.type === 'refuse-api' || fault.type === 'slow-api';
}

/** A fault in force. `since` is the number of the first tunnel opened after it. */
export interface FaultRule {
  readonly fault: Fault;
  readonly since: number;
}

export interface PodIdentity {
  readonly name: string;
  readonly app: string;
}

export function isSelected(selection: PodSelection, pod: PodIdentity): boolean {
  return selection === '*' || selection === pod.name || selection === pod.app;
}

/** The rules that are left when what was said of `selection` (all faults for `*`) is taken back. */
export function healed(rules: readonly FaultRule[], selection: PodSelection): readonly FaultRule[] {
  if (selection === '*') return [];
  return rules.filter(({ fault }) => isOfApi(fault) || fault.pods !== selection);
}

/** What an open tunnel suffers. */
export interface TunnelEffect {
  readonly silent: boolean;
  readonly stalled: boolean;
  readonly slowMs: number;
}

/** `tunnel` is the tunnel's number, in the order of opening. */
export function tunnelEffect(rules: readonly FaultRule[], pod: PodIdentity, tunnel: number): TunnelEffect {
  let effect: TunnelEffect = { silent: false, stalled: false, slowMs: 0 };
  for (const { fault, since } of rules) {
    if (isOfApi(fault) || !isSelected(fault.pods, pod)) continue;
    switch (fault.type) {
      case 'black-hole':
        if (tunnel < since ? fault.existing : fault.fresh) effect = { ...effect, silent: true };
        break;
      case 'stall':
        effect = { ...effect, stalled: true };
        break;
      case 'slow':
        effect = { ...effect, slowMs: effect.slowMs + fault.ms };
        break;
      case 'refuse':
      case 'close-port':
        break;
      default:
        assertNever(fault);
    }
  }
  return effect;
}

/** What a request for a new tunnel gets: an answer as usual, this status, or silence. */
export function upgradeEffect(rules: readonly FaultRule[], pod: PodIdentity): 'answer' | 'silence' | number {
  let effect: 'answer' | 'silence' | number = 'answer';
  for (const { fault } of rules) {
    if (fault.type === 'black-hole' && fault.fresh && isSelected(fault.pods, pod)) return 'silence';
    if (fault.type === 'refuse' && isSelected(fault.pods, pod)) effect = fault.status;
  }
  return effect;
}

export function isPortClosed(rules: readonly FaultRule[], pod: PodIdentity, port: number): boolean {
  return rules.some(({ fault }) => fault.type === 'close-port' && fault.port === port && isSelected(fault.pods, pod));
}

/** The status that every API request gets; null while they are answered. */
export function apiRefusal(rules: readonly FaultRule[]): number | null {
  for (const { fault } of rules) if (fault.type === 'refuse-api') return fault.status;
  return null;
}

/** How much later API requests are answered, in milliseconds. */
export function apiDelayMs(rules: readonly FaultRule[]): number {
  return rules.reduce((sum, { fault }) => sum + (fault.type === 'slow-api' ? fault.ms : 0), 0);
}
