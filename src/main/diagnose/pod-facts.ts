import { agoText } from '../../shared/durations-text';
import { isReady, podStateText } from '../cluster/choose-pod';
import { type Finding, ok, warning } from './finding';
import type { ObservedContainer, ObservedPod } from './pod-objects';

/** A container that ended so shortly ago may do so again, in milliseconds. */
const recentMs = 10 * 60_000;

/** How many of the others are named. */
const shownOthers = 3;

/** The pod that was chosen, how it fares, and why not another one. `now`: milliseconds since 1970. */
export function describeChoice(pod: ObservedPod, considered: readonly ObservedPod[], now: number): Finding {
  const others = considered.filter(({ metadata }) => metadata.name !== pod.metadata.name);
  const detail = [`${pod.metadata.name}: ${podText(pod, now)}`, othersText(others)]
    .filter((text) => text !== '')
    .join('; ');
  const isShaky = pod.containers.some((container) => now - (lastEnd(container)?.at ?? -Infinity) < recentMs);
  return isShaky ? warning(`${detail}. It was restarted a short while ago`) : ok(detail);
}

/** How the pods fare of which none is ready, for the failure. */
export function describeUnready(considered: readonly ObservedPod[], now: number): string {
  return considered
    .filter((pod) => pod.containers.length > 0)
    .slice(0, shownOthers)
    .map((pod) => `${pod.metadata.name}: ${podText(pod, now)}`)
    .join('; ');
}

function podText(pod: ObservedPod, now: number): string {
  const state = isReady(pod) ? 'Running, ready' : podStateText(pod);
  return [state, ...pod.containers.map((container) => containerText(container, now))]
    .filter((text) => text !== '')
    .join(', ');
}

/** Empty for one that is well and always was. */
function containerText(container: ObservedContainer, now: number): string {
  const { name, state, restartCount } = container;
  const parts: string[] = [];
  if (state?.waiting) parts.push(`waiting${state.waiting.reason ? ` (${state.waiting.reason})` : ''}`);
  if (restartCount) parts.push(`${String(restartCount)} restart${restartCount === 1 ? '' : 's'}`);
  const end = lastEnd(container);
  if (end) parts.push(`last ended ${end.at === null ? '' : `${agoText(now - end.at)} `}with ${end.how}`);
  return parts.length === 0 ? '' : `container ${name} ${parts.join(', ')}`;
}

/** A container that has done its work is no matter. */
function lastEnd({ state, lastState }: ObservedContainer) {
  const ended = state?.terminated ?? lastState?.terminated;
  if (!ended || ended.reason === 'Completed') return null;
  const at = Date.parse(ended.finishedAt ?? '');
  const code = typeof ended.exitCode !== 'number' ? '' : ` (exit code ${String(ended.exitCode)})`;
  return { at: Number.isNaN(at) ? null : at, how: `${ended.reason ?? 'an error'}${code}` };
}

function othersText(others: readonly ObservedPod[]): string {
  if (others.length === 0) return 'no other pod matches';
  const shown = others.slice(0, shownOthers).map((pod) => `${pod.metadata.name} ${whyNot(pod)}`);
  const rest = others.length > shownOthers ? ` and ${String(others.length - shownOthers)} more` : '';
  return `not chosen: ${shown.join(', ')}${rest}`;
}

/** The newest ready pod is taken; of the same age, the first by name. */
function whyNot(pod: ObservedPod): string {
  if (isReady(pod)) return '(ready, but older or later by name)';
  const state = podStateText(pod);
  return state.startsWith('Running') ? '(not ready)' : `(${state})`;
}
