import { assertNever } from './assert-never';
import { clusterText } from './cluster-ref';
import { credentialName, credentialWords } from './credential-phrases';
import { durationText, inText, tookText } from './durations-text';
import type { AppEvent, EscalationStep, EventOf, WornWhy } from './events';
import type { ConfigProblem } from './view';
import { sentence, startingText, suspectText, transportText } from './phrases';
import { stuckText } from './stuck-phrases';

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
    case 'forward.listening':
      return { word: 'listening', detail: listeningDetail(event) };
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
    case 'forward.configured':
      return { word: event.change, detail: configuredDetail(event) };
    case 'forward.stopped':
      return { word: 'stopped', detail: '' };
    case 'forward.error':
      return { word: event.connection ? 'a connection failed' : 'failed', detail: clause(event.problem.message) };
    case 'health.changed':
      return { word: event.to, detail: `was ${event.from}` };
    case 'health.stale':
      return { word: 'stale', detail: `no sign of life for ${durationText(event.ageMs)}` };
    case 'health.ailing':
      return { word: event.problem.code === 'flapping' ? 'flapping' : 'ailing', detail: clause(event.problem.message) };
    case 'health.well':
      return event.was === 'flapping'
        ? { word: 'steady', detail: 'the tunnel has held for a while' }
        : { word: 'well', detail: 'the app takes connections again' };
    case 'connections.stuck':
      return { word: 'stuck', detail: clause(stuckText(event.stuck)) };
    case 'connections.moving':
      return { word: 'not stuck', detail: `no connection is any more, after ${durationText(event.stuckForMs)}` };
    case 'health.worn':
      return { word: 'worn', detail: wornDetail(event) };
    case 'forward.renewed':
      return {
        word: 'renewed',
        detail: `${wornText(event.why, event.afterMs)}. A new one to ${event.pod} in ${tookText(event.tookMs)}, ${transportText(event.transport)}`,
      };
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
    case 'lane.parted':
      return { word: 'set apart', detail: partedDetail(event.losses, event.forwardIds.length) };
    case 'config.reloaded':
      return { word: 'configuration read', detail: reloadDetail(event) };
    case 'config.rejected':
      return { word: 'configuration', detail: configDetail(event.problems) };
    case 'config.noted':
      return { word: 'configuration note', detail: configDetail(event.notes, 'note') };
    case 'kubeconfig.changed':
      return { word: 'kubeconfig changed', detail: event.contexts.join(', ') };
    case 'kubeconfig.rejected':
      return {
        word: 'kubeconfig',
        detail: `${clause(event.problem.message)}${event.isKept ? '. What was read before stays in use' : ''}`,
      };
    case 'kubeconfig.unsaved':
      return { word: 'kubeconfig', detail: `${clause(event.problem.message)}. ${clause(event.problem.hint)}` };
    case 'shell.environment':
      return { word: 'login shell', detail: shellDetail(event.shell, event.tookMs, event.problem) };
    case 'credentials.obtained':
      return { word: 'credentials', detail: credentialsDetail(event) };
    case 'cluster.reachable':
      return { word: 'cluster reachable', detail: clusterText(event) };
    case 'cluster.unreachable':
      return { word: 'cluster unreachable', detail: `${clusterText(event)}: ${clause(event.problem.message)}` };
    case 'cluster.credentials':
      return { word: 'log-in needed', detail: `${clusterText(event)}: ${clause(event.problem.message)}` };
    case 'network.changed':
      return networks[event.change];
    case 'machine.resumed':
      return resumedPhrase(event.lateMs);
    case 'clock.set':
      return {
        word: 'clock set',
        detail: `${event.byMs < 0 ? 'back' : 'forward'} by ${tookText(Math.abs(event.byMs))}`,
      };
    case 'descriptors.exhausted':
      return { word: 'out of file descriptors', detail: 'new connections fail until some are closed' };
    case 'descriptors.free':
      return { word: 'file descriptors', detail: 'there are some again' };
    default:
      return assertNever(event);
  }
}

/** `12 forwards`; of a file that was read again `12 forwards, 1 added, watchdog changed`. */
function reloadDetail(event: EventOf<'config.reloaded'>): string {
  const { forwards, added, removed, changed, settings } = event;
  const all = counted(forwards, 'forward');
  // What was read at the start is all new: that says nothing.
  if (added === forwards && removed === 0 && changed === 0) return all;
  const counts = [
    [added, 'added'],
    [removed, 'removed'],
    [changed, 'changed'],
  ] as const;
  const what = counts.filter(([count]) => count > 0).map(([count, word]) => `${String(count)} ${word}`);
  const news = [...what, ...(settings.length === 0 ? [] : [`${settings.join(' and ')} changed`])];
  return `${all}, ${news.length === 0 ? 'nothing has changed' : news.join(', ')}`;
}

function configuredDetail({ change, keys, was }: EventOf<'forward.configured'>): string {
  const what = keys.map((key) => specWords.get(key) ?? key).join(', ');
  if (change === 'added') return 'it is new in the config file';
  if (change === 'removed') return 'it is not in the config file any more';
  return change === 'moved' ? `it was ${was} in the config file before` : `its ${what} in the config file`;
}

/** Where the file calls it otherwise. */
const specWords: ReadonlyMap<string, string> = new Map([
  ['target', 'resource'],
  ['upkeep', 'probe or tunnel limits'],
  ['idleMs', 'idleTimeout'],
]);

const networks: Record<EventOf<'network.changed'>['change'], EventPhrase> = {
  lost: { word: 'network lost', detail: 'this computer has no address that leads anywhere' },
  gained: { word: 'network back', detail: 'every forward tries again' },
  changed: { word: 'network changed', detail: 'tunnels and API servers are asked for a sign of life' },
};

/** Longer than anything but a sleep keeps a program from running, in milliseconds. */
const shortestSleepMs = 60_000;

function resumedPhrase(lateMs: number): EventPhrase {
  if (lateMs === 0) return { word: 'awake', detail: 'this computer slept' };
  if (lateMs > shortestSleepMs) return { word: 'awake', detail: `after ${durationText(lateMs)}` };
  return { word: 'stood still', detail: `Portwatch did not run for ${tookText(lateMs)}` };
}

function listeningDetail({ idleMs, problem }: EventOf<'forward.listening'>): string {
  if (idleMs !== null) return `the tunnel is closed, nobody has used it for ${durationText(idleMs)}`;
  return `it connects on ${problem === null ? 'first' : 'the next'} use`;
}

function wornDetail({ why, afterMs, problem }: EventOf<'health.worn'>): string {
  const then = problem === null ? 'It stays, as configured' : `It cannot be replaced yet: ${clause(problem.message)}`;
  return `${wornText(why, afterMs)}. ${then}`;
}

function wornText(why: WornWhy, afterMs: number): string {
  return why === 'age'
    ? `the tunnel was ${durationText(afterMs)} old`
    : `the tunnel was idle for ${durationText(afterMs)}`;
}

/** `its thread was lost 3 times in 10 minutes, it has one for itself now`. */
function partedDetail(losses: number, forwards: number): string {
  const who = forwards === 1 ? 'it has one for itself now' : `it shares one with ${String(forwards - 1)} others now`;
  return `its thread was lost ${String(losses)} times in 10 minutes, ${who}`;
}

/** `/bin/zsh gave its environment in 240 ms`. */
function shellDetail(shell: string, tookMs: number, problem: string | null): string {
  if (problem === null) return `${shell} gave its environment in ${tookText(tookMs)}`;
  const what = shell === '' ? '' : `${shell} gave no environment: `;
  return `${what}${problem}. Programs that get credentials run with the environment that Portwatch was started with`;
}

/** `2 problems, the first in line 7: port is missing`. */
function configDetail(problems: readonly ConfigProblem[], what = 'problem'): string {
  const [first] = problems;
  const which = problems.length > 1 ? ', the first' : '';
  const where = first && first.line > 0 ? ` in line ${String(first.line)}` : '';
  return `${counted(problems.length, what)}${which}${where}${first ? `: ${clause(first.message)}` : ''}`;
}

/** `prod: exec plugin aws, and client certificate`. */
function credentialsDetail({ credentials, ...cluster }: EventOf<'credentials.obtained'>): string {
  const names = credentials.map(credentialName);
  return `${clusterText(cluster)}: ${names.length === 0 ? credentialWords.none : names.join(', and ')}`;
}

/** A message to follow a colon: without its full stop. */
function clause(message: string): string {
  return message.trim().replace(/\.$/, '');
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
