import type { PlannedFault } from './plan';
import type { Role } from './layout';

/** A line that the program under test wrote, as data. */
export interface SaidEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

/**
 * When something was observed, in milliseconds since the start. Bounds are compared on `fair` time, which stands still
 * while nobody could have done anything for want of a processor; figures are given in `real` time.
 */
export interface Moment {
  readonly fair: number;
  readonly real: number;
}

/** What the checker is told: only what can be seen from outside the program. */
export type Observation =
  | { readonly type: 'fault-begun'; readonly fault: PlannedFault }
  | { readonly type: 'fault-over'; readonly fault: number }
  | { readonly type: 'said'; readonly event: SaidEvent }
  | { readonly type: 'probe-begun'; readonly forward: string; readonly probe: number }
  | {
      readonly type: 'probe-ended';
      readonly forward: string;
      readonly probe: number;
      readonly answered: boolean;
    }
  /** An open connection waits for what it is owed since now, or waits no more. */
  | { readonly type: 'waiting'; readonly forward: string; readonly connection: number; readonly waits: boolean }
  | {
      readonly type: 'lost';
      readonly forward: string;
      readonly connection: number;
      readonly role: Role | 'stalled';
      /** Whether it was cut off, or ended as if the app had ended it. */
      readonly how: 'cut' | 'ended';
    }
  /** Somebody has helped: what comes after it is not the program's own doing. */
  | { readonly type: 'mended'; readonly forward: string }
  | { readonly type: 'corrupt'; readonly forward: string; readonly detail: string }
  | { readonly type: 'tick' }
  /** Nothing more comes. */
  | { readonly type: 'end' };

export const rules = [
  'bytes not exact',
  'fault not reported in time',
  'wrong part blamed',
  'alarm without a fault',
  'not serving in time',
  'active, yet nothing answers',
  'not active, yet it answers',
  'connection stuck',
  'connection lost without a fault',
  'connection ended early as if by the app',
  'not active at the end',
  'memory grows',
  'descriptors grow',
  'threads grow',
  'program ended',
] as const;
export type Rule = (typeof rules)[number];

export interface Violation {
  readonly rule: Rule;
  readonly atMs: number;
  /** Alias; null when it is about the program. */
  readonly forward: string | null;
  readonly detail: string;
  /** What the program said last of this forward, oldest first. */
  readonly lastEvents: readonly string[];
}
