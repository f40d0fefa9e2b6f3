import type { Pod, WatchedPod } from './objects';

/** The pods that a prefix means: the one of exactly that name, else all whose name goes on with a new segment. */
export function podsWithPrefix(pods: readonly Pod[], prefix: string): readonly Pod[] {
  const exact = pods.filter(({ metadata }) => metadata.name === prefix);
  return exact.length > 0 ? exact : pods.filter(({ metadata }) => isNamedBy(metadata.name, prefix));
}

/** Whether the name is the prefix, or goes on after it with a new segment. */
export function isNamedBy(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}-`);
}

/** Running, ready, and not on its way out. */
export function isReady({ metadata, status }: WatchedPod): boolean {
  const ready = status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return status?.phase === 'Running' && ready === true && !metadata.deletionTimestamp;
}

/** The newest ready pod, then the first by name; null when none is ready. The same for any order of the list. */
export function choosePod(pods: readonly Pod[]): Pod | null {
  const [first = null] = pods.filter(isReady).sort((a, b) => createdAt(b) - createdAt(a) || byName(a, b));
  return first;
}

function createdAt({ metadata }: Pod): number {
  const time = Date.parse(metadata.creationTimestamp ?? '');
  return Number.isNaN(time) ? 0 : time;
}

function byName(a: Pod, b: Pod): number {
  if (a.metadata.name === b.metadata.name) return 0;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** `2 pods match, none ready: web-1 is Pending (ImagePullBackOff), web-2 is Running (not ready)`. */
export function noneReadyText(pods: readonly Pod[]): string {
  const shown = [...pods].sort((a, b) => createdAt(b) - createdAt(a) || byName(a, b)).slice(0, 3);
  const doing = shown.map((pod) => `${pod.metadata.name} is ${podStateText(pod)}`).join(', ');
  const rest = pods.length > shown.length ? ` and ${String(pods.length - shown.length)} more` : '';
  const count = pods.length === 1 ? '1 pod matches, not ready' : `${String(pods.length)} pods match, none ready`;
  return `${count}: ${doing}${rest}`;
}

/** What a pod is doing, as `kubectl get pods` would put it, with its phase. */
export function podStateText({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp) return 'Terminating';
  const phase = status?.phase ?? 'Unknown';
  const states = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = states.map(({ state }) => state?.waiting?.reason).find((reason) => reason);
  const terminated = states
    .map(({ state }) => state?.terminated?.reason)
    .find((reason) => reason && reason !== 'Completed');
  const unscheduled = status?.conditions?.find(
    ({ type, status: value }) => type === 'PodScheduled' && value === 'False',
  );
  const reason =
    status?.reason || waiting || terminated || unscheduled?.reason || (phase === 'Running' ? 'not ready' : '');
  return reason ? `${phase} (${reason})` : phase;
}
