import type { AppEvent, EventType } from '../../shared/events';
import { type LogLevel, logLevels } from '../../shared/log-level';

/** Whether something of this level belongs into a log that goes as far as `limit`. */
export function isWithin(level: LogLevel, limit: LogLevel): boolean {
  return logLevels.indexOf(level) <= logLevels.indexOf(limit);
}

/** Those that are always equally grave. */
const levels: Readonly<Partial<Record<EventType, LogLevel>>> = {
  'forward.disconnected': 'warn',
  'forward.reconnecting': 'warn',
  'health.stale': 'warn',
  'connections.stuck': 'warn',
  'watchdog.heartbeat': 'debug',
  'watchdog.hung': 'error',
  'lane.crashed': 'error',
  'lane.terminated': 'warn',
  'config.rejected': 'error',
  'credentials.obtained': 'debug',
  'cluster.unreachable': 'warn',
  'cluster.credentials': 'error',
  'network.changed': 'warn',
  'machine.resumed': 'warn',
  'clock.set': 'warn',
  'descriptors.exhausted': 'error',
};

/** How grave an event is; what is not known to be anything else is only information. */
export function levelOf(event: AppEvent): LogLevel {
  switch (event.type) {
    case 'forward.error':
      return event.connection ? 'warn' : 'error';
    case 'watchdog.restarted':
      return event.byUser ? 'info' : 'warn';
    default:
      return levels[event.type] ?? 'info';
  }
}
