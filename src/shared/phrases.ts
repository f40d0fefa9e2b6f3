import { assertNever } from './assert-never';
import { durationText, inText } from './durations-text';
import { ailmentOf, shownKind, type ShownKind } from './forward';
import type { ForwardState, OnHang, Phase, StartingPhase, Transport } from './forward';
import { countStates } from './overall';
import type { Problem, Suspect } from './problem';
import type { ForwardView } from './view';

/**
 * Words for people about forwards: the window, the tray, notifications and the headless table say the same thing.
 * What happened (timeline, log) is in `event-phrases.ts`. Pure: time is an argument, in milliseconds since 1970.
 */

/** One word per state. See `shownKind` for those of an active forward. */
export const stateWords: Readonly<Record<ShownKind, string>> = {
  stopped: 'Stopped',
  starting: 'Starting',
  listening: 'Listening',
  active: 'Active',
  stale: 'Stale',
  ailing: 'Ailing',
  reconnecting: 'Reconnecting',
  hung: 'Hung',
  failed: 'Failed',
};

/** `Active`, `Stale`, `Ailing`, `Hung`. */
export function stateWord(view: Pick<ForwardView, 'state' | 'stale'>): string {
  return stateWords[shownKind(view)];
}

/** `localhost:8080` for loopback; any other address as it is. */
export function localText(view: Pick<ForwardView, 'address'>): string {
  return view.address.replace(/^127\.0\.0\.1:/, 'localhost:');
}

/** `service/api:http`. */
export function targetWithPortText(view: Pick<ForwardView, 'target' | 'port'>): string {
  return view.port === '' ? view.target : `${view.target}:${view.port}`;
}

/** What does not answer, to follow a colon. */
export function suspectText(suspect: Suspect): string {
  return {
    lane: 'the thread that runs it does not answer',
    local: 'this computer does not let it go on',
    'api-server': 'the API server does not answer',
    credentials: 'getting credentials takes too long',
    pod: 'the pod does not answer',
    app: 'the app in the pod does not take data',
  }[suspect];
}

/** What a person can do about a hung forward, apart from restarting it. */
export function suspectHint(suspect: Suspect, context: string): string {
  return {
    lane: 'Portwatch replaces the thread by itself; other forwards are not touched.',
    local: 'Look for a security tool or a full disk that holds Portwatch up.',
    'api-server': `Check the network or VPN, and that kubectl can reach ${context}.`,
    credentials: `Check that the log-in to ${context} still works: run any kubectl command against it.`,
    pod: 'Look at the pod: it may be overloaded, or its node may be gone.',
    app: 'Look at the app in the pod: it may be stuck or overloaded.',
  }[suspect];
}

/** `No progress for 17 s: the API server does not answer.` */
export function hungSentence(elapsedMs: number, suspect: Suspect): string {
  return `No progress for ${durationText(elapsedMs)}: ${suspectText(suspect)}.`;
}

/** How long a hung forward has made no progress, by now. */
export function hungForMs(hung: { readonly since: number; readonly elapsedMs: number }, now: number): number {
  return Math.max(hung.elapsedMs, now - hung.since);
}

/** The message as a sentence, and what to do about it. */
export function problemSentence(problem: Problem): string {
  const message = sentence(problem.message);
  return problem.hint === '' ? message : `${message} ${sentence(problem.hint)}`;
}

export function startingText(phase: StartingPhase): string {
  return { binding: 'opening the local port', resolving: 'looking for a ready pod', connecting: 'connecting' }[phase];
}

export function phaseText(phase: Phase): string {
  if (phase === 'forwarding' || phase === 'listening') return phase;
  return phase === 'waiting' ? 'waiting to try again' : startingText(phase);
}

export function transportText(transport: Transport): string {
  return { websocket: 'WebSocket tunnel', spdy: 'SPDY', v4: 'WebSocket (v4)' }[transport];
}

/** What a forward is doing and, when it is ill, why: one or two sentences, without the hint. */
export function stateSentence(view: ForwardView, now: number): string {
  const { state } = view;
  switch (state.kind) {
    case 'stopped':
      return `Stopped: Portwatch does not listen on ${localText(view)}.`;
    case 'starting':
      return `${capital(startingText(state.phase))}.`;
    case 'listening':
      return listeningSentence(state, localText(view));
    case 'active':
      if (view.stale) return `No fresh sign of life from ${state.pod}. It is being checked.`;
      return state.ailment ? ailingSentence(state.ailment, view, state.pod) : forwardingSentence(view, state.pod);
    case 'reconnecting': {
      const when = state.retryAt <= now ? 'Connecting again now' : `Next try ${inText(state.retryAt - now)}`;
      const often = state.ailment ? ` ${sentence(state.ailment.message)}` : '';
      return `${sentence(state.cause.message)}${often} ${when} (attempt ${String(state.attempt)}).`;
    }
    case 'hung':
      return hungSentence(hungForMs(state, now), state.suspect);
    case 'failed':
      return sentence(state.problem.message);
    default:
      return assertNever(state);
  }
}

/** Says first what is true now, then what was met last. */
function listeningSentence({ idleMs, problem }: Extract<ForwardState, { kind: 'listening' }>, local: string): string {
  const connects = `Listening on ${local}; connects on ${idleMs === null && problem === null ? 'first' : 'the next'} use.`;
  if (idleMs !== null) return `${connects} Its tunnel was closed after ${durationText(idleMs)} without use.`;
  return problem === null ? connects : `${connects} Last time: ${sentence(problem.message)}`;
}

function forwardingSentence(view: ForwardView, pod: string): string {
  return `Forwarding ${localText(view)} to ${pod}.`;
}

/** A tunnel that comes and goes does forward at this moment; an app that is ill does not serve. */
function ailingSentence(ailment: Problem, view: ForwardView, pod: string): string {
  const said = sentence(ailment.message);
  return ailment.code === 'flapping' ? `${forwardingSentence(view, pod)} ${said}` : said;
}

/** What to do about a forward that is not well; empty when there is nothing to do. */
export function stateHint(view: ForwardView): string {
  const { state } = view;
  if (state.kind === 'hung') return suspectHint(state.suspect, view.context);
  const ownHint = state.kind === 'reconnecting' ? sentence(state.cause.hint) : '';
  if (ownHint !== '') return ownHint;
  const ailment = ailmentOf(state);
  if (ailment) return sentence(ailment.hint);
  if (state.kind === 'failed' || state.kind === 'listening') return sentence(state.problem?.hint ?? '');
  return '';
}

/** `11 active, 1 hung (orders-db)`. Says so when nobody is watching. */
export function summarySentence(forwards: readonly ForwardView[], watching: boolean, hasProblems = false): string {
  if (forwards.length === 0) return hasProblems ? 'the config file cannot be used' : 'no forwards yet';
  const counts = countStates(forwards);
  const parts: string[] = [];
  const add = (count: number, word: string, names = '') => {
    if (count > 0) parts.push(`${String(count)} ${word}${names}`);
  };
  add(counts.active, 'active');
  add(counts.listening, 'listening');
  add(counts.hung, 'hung', namesOf(forwards, 'hung'));
  add(counts.failed, 'failed', namesOf(forwards, 'failed'));
  add(counts.ailing, 'ailing', namesOf(forwards, 'ailing'));
  add(counts.stale, 'stale');
  add(counts.reconnecting, 'reconnecting');
  add(counts.starting, 'starting');
  add(counts.stopped, 'stopped');
  if (!watching) parts.push('watching is paused');
  return parts.join(', ');
}

/** `Portwatch: 11 active, 1 hung (orders-db)`. */
export function trayTooltip(forwards: readonly ForwardView[], watching: boolean, hasProblems = false): string {
  return `Portwatch: ${summarySentence(forwards, watching, hasProblems)}`;
}

/** What a native notification says. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

export function hungNotification(
  view: Pick<ForwardView, 'alias'>,
  hung: { readonly elapsedMs: number; readonly suspect: Suspect },
  onHang: OnHang,
): NotificationText {
  const next = onHang === 'reconnect' ? 'Reconnecting. Click to restart now.' : 'Click to restart.';
  return { title: `${view.alias} is hung`, body: `${hungSentence(hung.elapsedMs, hung.suspect)} ${next}` };
}

export function recoveredNotification(view: Pick<ForwardView, 'alias'>, hungForMs: number): NotificationText {
  return { title: `${view.alias} is back after ${durationText(hungForMs)}`, body: 'It forwards again.' };
}

export function failedNotification(view: Pick<ForwardView, 'alias'>, problem: Problem): NotificationText {
  return { title: `${view.alias} failed`, body: problemSentence(problem) };
}

/** Its tunnel is up, and it does not serve all the same. */
export function ailingNotification(view: Pick<ForwardView, 'alias'>, ailment: Problem): NotificationText {
  return { title: `${view.alias} is ailing`, body: problemSentence(ailment) };
}

/** One per cluster, however many forwards wait for it. */
export function loginNotification(context: string, problem: Problem, waiting: number): NotificationText {
  const wait = waiting > 1 ? ` ${String(waiting)} forwards wait for it.` : '';
  return { title: `Log in to ${context}`, body: `${problemSentence(problem)}${wait}` };
}

/** `7 forwards to prod are hung`, and which. `what` is the same for all of them. */
export function manyNotification(
  forwards: readonly ForwardView[],
  what: 'hung' | 'failed' | 'back' | 'ailing',
): NotificationText {
  const contexts = new Set(forwards.map((view) => view.context));
  const [context] = contexts;
  const where = contexts.size === 1 && context !== undefined && context !== '' ? ` to ${context}` : '';
  const verb = what === 'failed' ? 'failed' : `are ${what}`;
  return {
    title: `${String(forwards.length)} forwards${where} ${verb}`,
    body: `${nameList(forwards, 4)}.${what === 'back' ? '' : ' Click to see them.'}`,
  };
}

/** `orders-db, api and 3 more`; at most one name more than `most`. */
export function nameList(forwards: readonly Pick<ForwardView, 'alias'>[], most: number): string {
  const names = forwards.map((view) => view.alias);
  // "and 1 more" would take as much room as the name itself.
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${String(names.length - most)} more`;
}

/** A sentence: it ends with a mark. Empty stays empty. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return /[.!?…:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function namesOf(forwards: readonly ForwardView[], kind: 'hung' | 'failed' | 'ailing'): string {
  return ` (${nameList(
    forwards.filter((view) => shownKind(view) === kind),
    2,
  )})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
