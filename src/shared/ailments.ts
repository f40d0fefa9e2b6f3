import { tookText } from './durations-text';
import type { Problem } from './problem';
import type { ProbeSettings, StatusRange } from './upkeep';

/**
 * What can be wrong with a forward whose tunnel is up. Sentences for people; what is sent to the app is described in
 * `docs/adr/0005-probes.md`.
 */

/** Where a connection leads: a port of a pod. */
export interface AppAddress {
  readonly pod: string;
  readonly port: number;
}

/** Nothing listens there. */
export function appRefuses({ pod, port }: AppAddress): Problem {
  return {
    code: 'app-refuses',
    message: `Connected, but the app on port ${String(port)} of ${pod} refuses connections.`,
    hint: 'Look at the app in the pod: it may have crashed, be starting, or listen on another port.',
    suspect: 'app',
  };
}

/** A probe was given no answer in time. */
export function appSilent({ pod, port }: AppAddress, { method, path, timeoutMs }: ProbeSettings): Problem {
  const what = method === 'http' ? `does not answer GET ${path}` : 'sends nothing';
  const hint =
    method === 'http'
      ? 'Look at the app in the pod: it may be stuck or overloaded.'
      : 'Look at the app in the pod. If it waits for its clients to speak first, use the probe method tcp-dial or http.';
  return {
    code: 'app-silent',
    message: `Connected, but the app on port ${String(port)} of ${pod} ${what} within ${tookText(timeoutMs)}.`,
    hint,
    suspect: 'app',
  };
}

/** A probe was given an answer that is not the right one; `status` is null for what is not HTTP. */
export function appAnswersWrongly(
  { pod, port }: AppAddress,
  { path, statuses }: ProbeSettings,
  status: number | null,
): Problem {
  const answer = status === null ? 'with something that is not HTTP' : `with ${String(status)}`;
  return {
    code: 'app-unwell',
    message: `Connected, but the app on port ${String(port)} of ${pod} answers GET ${path} ${answer} instead of ${statusesText(statuses)}.`,
    hint: 'Look at the log of the app in the pod.',
    suspect: 'app',
  };
}

/** A probe's connection was cut off: `reason` is what the pod said. */
export function appCutsOff({ pod, port }: AppAddress, reason: string): Problem {
  return {
    code: 'app-unwell',
    message: `Connected, but connections to the app on port ${String(port)} of ${pod} are cut off: ${reason}`,
    hint: 'Look at the log of the app in the pod.',
    suspect: 'app',
  };
}

/** The tunnel comes and goes. `losses` is at least 1. */
export function flapping(losses: number, withinMs: number, suspect: Problem['suspect']): Problem {
  const times = losses === 1 ? 'once' : `${String(losses)} times`;
  return {
    code: 'flapping',
    message: `Lost ${times} in the last ${minutesText(withinMs)}.`,
    hint: 'Something on the way keeps ending the tunnel: look at the pod, its node, and proxies or a VPN in between.',
    suspect,
  };
}

/** `2xx`, `200`, `200 to 204`, `2xx or 404`. */
export function statusesText(statuses: readonly StatusRange[]): string {
  return statuses.map(statusRangeText).join(' or ');
}

function statusRangeText([first, last]: StatusRange): string {
  if (first === last) return String(first);
  const isClasses = first % 100 === 0 && last % 100 === 99;
  if (!isClasses) return `${String(first)} to ${String(last)}`;
  const [from, to] = [Math.floor(first / 100), Math.floor(last / 100)];
  return from === to ? `${String(from)}xx` : `${String(from)}xx to ${String(to)}xx`;
}

function minutesText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes === 1 ? 'minute' : `${String(minutes)} minutes`;
}
