import type { OnHang } from '../../shared/forward';
import type { Clock } from '../base/clock';
import type { Rescuer } from './escalation';
import type { EventBus } from './event-bus';
import type { HungReport } from './watchdog-decide';
import type { Responder } from './watchdog-poller';
import type { WorkerKind } from './watchdog-record';
import type { WatchdogSettings } from '../../shared/watchdog-settings';

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly settings: WatchdogSettings;
  readonly bus?: EventBus;
  /** Without one, hangs are told and nothing is done about them. */
  readonly rescuer?: Rescuer;
  /** Hears what callbacks, responders and the rescuer throw; without it they are rethrown on a later turn. */
  readonly onError?: (error: unknown) => void;
}

export interface RegisterOptions {
  /** `forward` by default. */
  readonly kind?: WorkerKind;
  /** For workers that are asked; without it the worker calls `heartbeat` by itself. */
  readonly responder?: Responder;
  /** Called once per episode. */
  readonly onHung?: (report: HungReport) => void;
  /** Id of the lane that hosts this forward. */
  readonly host?: string;
  /** `reconnect` by default. Says nothing about a lane: a hung lane is always replaced. */
  readonly onHang?: OnHang;
}

/** Silence was excused because this process could not have heard anything for `lateMs` (0 when the engine said so). */
export interface Excuse {
  readonly lateMs: number;
}
