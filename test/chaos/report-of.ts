import type { Suspect } from '../../src/shared/problem';
import type { Report } from './kinds';
import type { SaidEvent } from './observation';

/** What an event means: how something is reported, of whom, and who is blamed. */
export interface Word {
  readonly report: Report;
  readonly forwards: readonly string[];
  /** For what is said about a whole cluster. */
  readonly context: string | null;
  readonly suspect: Suspect | null;
}

/** null for events that accuse nobody. */
export function wordOf(event: SaidEvent): Word | null {
  const forwards = aliasesIn(event);
  const about = { forwards, context: null };
  switch (event.event) {
    case 'watchdog.hung':
      return { ...about, report: 'hung', suspect: event['suspect'] as Suspect };
    case 'forward.disconnected':
    case 'forward.reconnecting':
      return { ...about, report: 'lost', suspect: suspectIn(event['cause']) };
    case 'forward.error': {
      const report = event['connection'] === true ? 'refused' : 'failed';
      return { ...about, report, suspect: suspectIn(event['problem']) };
    }
    case 'lane.crashed':
    case 'lane.terminated':
      return { ...about, report: 'lane', suspect: 'lane' };
    case 'descriptors.exhausted':
      return { ...about, report: 'descriptors', suspect: 'local' };
    case 'cluster.unreachable':
    case 'cluster.credentials': {
      const context = typeof event['context'] === 'string' ? event['context'] : null;
      return { forwards: [], context, report: 'cluster', suspect: suspectIn(event['problem']) };
    }
    default:
      return null;
  }
}

/** The state that each forward is in after the event, as far as the event says so, by alias. */
export function statesIn(event: SaidEvent): ReadonlyMap<string, string> {
  const states = new Map<string, string>();
  for (const one of [event, ...listed(event)]) {
    const { alias, state } = one as { alias?: unknown; state?: unknown };
    if (typeof alias === 'string' && typeof state === 'string') states.set(alias, state);
  }
  return states;
}

function aliasesIn(event: SaidEvent): readonly string[] {
  return [event, ...listed(event)].flatMap(({ alias }: { alias?: unknown }) =>
    typeof alias === 'string' ? alias : [],
  );
}

function listed(event: SaidEvent): readonly object[] {
  const { forwards } = event;
  return Array.isArray(forwards) ? (forwards as readonly object[]) : [];
}

function suspectIn(problem: unknown): Suspect | null {
  if (typeof problem !== 'object' || problem === null || !('suspect' in problem)) return null;
  return problem.suspect as Suspect;
}
