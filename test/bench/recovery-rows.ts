import { get } from '../support/http';
import type { HeadlessEvent } from './forwarders';
import { type Forwarder, startHeadless, startKubectl, type Wish } from './forwarders';
import { pause } from './load';
import { atMost, type Row, rowOf } from './row';
import type { Surroundings } from './surroundings';

const web: Wish = { context: 'demo', namespace: 'shop', target: 'service/web', port: 8080 };

/** The watchdog's times in these rows, in milliseconds. */
const times = { pollMs: 500, checkMs: 500, thresholdMs: 3_000 };
const config = `watchdog: { poll: ${String(times.pollMs)}ms, check: ${String(times.checkMs)}ms, threshold: ${String(times.thresholdMs)}ms }`;

/** Longer than this is never, in milliseconds. */
const patienceMs = 15_000;

/** After that no tunnel to the new pod is still being opened, in milliseconds. */
const settledMs = 1_000;

/** A new pod of the benchmark's cluster is ready this long after the old one was deleted, in milliseconds. */
const newPodMs = 100;

/** What happens when the pod goes, and when everything falls silent. Against the demo cluster, which can be told to. */
export async function recoveryRows(around: Surroundings, root: string): Promise<readonly Row[]> {
  const portwatch = await startHeadless(around, root, [web], { config });
  const events: (HeadlessEvent & { readonly at: number })[] = [];
  portwatch.onEvent((event) => events.push({ ...event, at: performance.now() }));
  const kubectl = await startKubectl(around, [web], true);
  const [ourPod, theirPod] = await Promise.all([portwatch, kubectl].map(({ ports }) => get(ports[0] ?? 0)));

  around.command({ type: 'delete-pod', pods: 'web', terminatingMs: 50 });
  const isNew = (old: string | undefined) => (answer: string) => answer !== old;
  const [ours, theirs] = await Promise.all([
    answeredAfter(portwatch, isNew(ourPod)),
    answeredAfter(kubectl, isNew(theirPod)),
  ]);
  const rows = [
    rowOf(
      'New pod ready until the next connection is answered',
      'ms',
      { portwatch: Math.max(0, ours.ms - newPodMs), kubectl: Math.max(0, theirs.ms - newPodMs) },
      atMost(1_000, 'ms'),
    ),
    rowOf(
      'Connections that failed meanwhile',
      'connections',
      { portwatch: ours.failed, kubectl: theirs.failed },
      atMost(0, 'connections'),
    ),
  ];

  // A tunnel that is only just being opened would not fall silent with the others.
  await pause(settledMs);
  const silentAt = performance.now();
  around.command({ type: 'black-hole', pods: 'web', existing: true, fresh: false });
  const answered = await answeredAfter(portwatch, () => true);
  const hungAt = events.find(({ event, at }) => event === 'watchdog.hung' && at > silentAt)?.at ?? Infinity;
  await Promise.all([portwatch.dispose(), kubectl.dispose()]);
  const limit = times.thresholdMs + times.checkMs + times.pollMs;
  return [
    ...rows,
    rowOf(
      'Silence until the hang is reported',
      'ms',
      { portwatch: hungAt - silentAt, kubectl: Infinity },
      atMost(limit, 'ms'),
    ),
    rowOf(
      'Hang reported until the forward answers again',
      'ms',
      { portwatch: Number.isFinite(hungAt) ? silentAt + answered.ms - hungAt : Infinity, kubectl: Infinity },
      atMost(1_000, 'ms'),
    ),
  ];
}

/** From now until a new connection gets such an answer; asks again and again, each time on a new one. */
async function answeredAfter(
  forwarder: Forwarder,
  isWanted: (answer: string) => boolean,
): Promise<{ readonly ms: number; readonly failed: number }> {
  const start = performance.now();
  let failed = 0;
  while (performance.now() - start < patienceMs) {
    await pause(20);
    const answer = await get(forwarder.ports[0] ?? 0, '/', patienceMs).catch(() => null);
    if (answer !== null && isWanted(answer)) return { ms: performance.now() - start, failed };
    if (answer === null) failed += 1;
    if (!forwarder.running) break;
  }
  return { ms: Infinity, failed };
}
