import { forwardsOf, type AppEvent, type EventType } from '../../shared/events';
import type { ForwardId } from '../../shared/forward';

/** How many lines one forward's timeline keeps in the window; main keeps its own bound. */
const mostLines = 500;

/** How a line is marked. */
export type Tone = 'good' | 'bad' | 'warn' | 'quiet';

const tones: Partial<Record<EventType, Tone>> = {
  'forward.connected': 'good',
  'watchdog.recovered': 'good',
  'watchdog.hung': 'bad',
  'forward.error': 'bad',
  'lane.crashed': 'bad',
  'lane.terminated': 'bad',
  'forward.disconnected': 'warn',
  'forward.reconnecting': 'warn',
  'health.stale': 'warn',
  'connections.stuck': 'warn',
  'watchdog.restarted': 'warn',
};

export function toneOf(event: AppEvent): Tone {
  if (event.type === 'forward.error' && event.connection) return 'warn';
  if (event.type === 'watchdog.restarted') return event.step === 'give-up' ? 'bad' : event.byUser ? 'quiet' : 'warn';
  return tones[event.type] ?? 'quiet';
}

/** Whether a line says something that no other line says: a change of state is told by what caused it. */
export function belongs(event: AppEvent, id: ForwardId): boolean {
  return event.type !== 'watchdog.heartbeat' && event.type !== 'health.changed' && forwardsOf(event).includes(id);
}

/** The newest first, each event once, whatever order and however often they were heard. */
export function merged(known: readonly AppEvent[], news: readonly AppEvent[], id: ForwardId): readonly AppEvent[] {
  const byId = new Map(known.map((event) => [event.id, event]));
  for (const event of news) if (belongs(event, id)) byId.set(event.id, event);
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, mostLines);
}
