import { assertNever } from './assert-never';
import { durationText, inText, tookText } from './durations-text';
import type { AppEvent, EscalationStep } from './events';
import type { ConfigProblem } from './view';
import { sentence, startingText, suspectText, transportText } from './phrases';

/** Words for what happened. `word` stands out in the timeline; `detail` may be empty. */
export interface EventPhrase {
  readonly word: string;
  readonly detail: string;
}

const steps: Record<EscalationStep, EventPhrase> = {
  reconnect: { word: 'reconnecting', detail: 'the watchdog dropped the tunnel' },
  restart: { word: 'restarted', detail: 'by the watchdog, because reconnecting did not help' },
  'replace-lane': { word: 'restarted', detail: 'in a fresh thread, because the old one did not answer' },
  'give-up': { word: 'given up', detail: 'it was restarted too often without effect' },
};

/** `hung: no progress for 17 s, the API server does not answer`: a line of the timeline or the log, without its time. */
export function eventSentence(event: AppEvent): string {
  const { word, detail } = eventPhrase(event);
  return detail === '' ? word : `${word}: ${detail}`;
}

/** What happened, in a word, and the rest. */
export function eventPhrase(event: AppEvent): EventPhrase {
  switch (event.type) {
    case 'forward.starting':
      return { word: 'starting', detail: startingText(event.phase) };
    case 'forward.connected':
      return {
        word: 'connected',
        detail: `${event.pod} in ${tookText(event.tookMs)}, ${transportText(event.transport)}`,
      };
    case 'forward.disconnected':
      return { word: 'disconnected', detail: clause(event.cause.message) };
    case 'forward.reconnecting':
      return {
        word: 'reconnecting',
        detail: `attempt ${String(event.attempt)} ${inText(event.retryAt - event.time)}. ${sentence(event.cause.message)}`,
      };
    case 'forward.stopped':
      return { word: 'stopped', detail: '' };
    case 'forward.error':
      return { word: event.connection ? 'a connection failed' : 'failed', detail: clause(event.problem.message) };
    case 'health.changed':
      return { word: event.to, detail: `was ${event.from}` };
    case 'health.stale':
      return { word: 'stale', detail: `no sign of life for ${durationText(event.ageMs)}` };
    case 'watchdog.heartbeat':
      return { word: 'heartbeat', detail: counted(event.beats.length, 'forward') };
    case 'watchdog.hung':
      return {
        word: 'hung',
        detail: `no progress for ${durationText(event.elapsedMs)}, ${suspectText(event.suspect)}`,
      };
    case 'watchdog.recovered':
      return { word: 'recovered', detail: `hung for ${durationText(event.hungForMs)}` };
    case 'watchdog.restarted':
      return event.byUser ? { word: 'restarted', detail: 'by you' } : steps[event.step];
    case 'lane.started':
      return { word: 'thread started', detail: `lane ${String(event.lane)}` };
    case 'lane.crashed':
      return { word: 'thread crashed', detail: clause(event.message) };
    case 'lane.terminated':
      return { word: 'thread replaced', detail: `it did not answer for ${durationText(event.silentMs)}` };
    case 'config.reloaded':
      return { word: 'configuration read', detail: counted(event.forwards, 'forward') };
    case 'config.rejected':
      return { word: 'configuration', detail: configDetail(event.problems) };
    case 'cluster.reachable':
      return { word: 'cluster reachable', detail: event.context };
    case 'cluster.unreachable':
      return { word: 'cluster unreachable', detail: `${event.context}: ${clause(event.problem.message)}` };
    case 'cluster.credentials':
      return { word: 'log-in needed', detail: `${event.context}: ${clause(event.problem.message)}` };
    default:
      return assertNever(event);
  }
}

/** `2 problems, the first in line 7: port is missing`. */
function configDetail(problems: readonly ConfigProblem[]): string {
  const [first] = problems;
  const which = problems.length > 1 ? ', the first' : '';
  const where = first && first.line > 0 ? ` in line ${String(first.line)}` : '';
  return `${counted(problems.length, 'problem')}${which}${where}${first ? `: ${clause(first.message)}` : ''}`;
}

/** A message to follow a colon: without its full stop. */
function clause(message: string): string {
  return message.trim().replace(/\.$/, '');
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
