import { comparedRows } from './compared-rows';
import { type ContestantOptions, disposeOfAll, startContestants } from './contestants';
import { controlPlaneRows } from './control-plane-rows';
import type { Effort } from './effort';
import { bulkWish, farWish, startHeadless, startKubectl } from './forwarders';
import { recoveryRows } from './recovery-rows';
import { type Row, withFarEnd } from './row';
import { scaleRows } from './scale-rows';
import { stalledRows } from './stalled-rows';
import type { Surroundings } from './surroundings';
import { type Electron, trayRows } from './tray-rows';
import { watchdogRows } from './watchdog-rows';

/** What every part is given. */
export interface Session extends ContestantOptions {
  readonly around: Surroundings;
  readonly effort: Effort;
  /** Part of the names of the compared rows that are wanted. */
  readonly only: string;
  /** The folder of the control plane's programs; null when they have not been built. */
  readonly controlPlane: string | null;
  /** What the tray's rows need, or why it is not there. */
  readonly electron: Electron | { readonly missing: string };
  readonly helloWorld: string;
  readonly say: (line: string) => void;
}

/** Rows, or why a part was left out. */
export type Outcome = { readonly rows: readonly Row[] } | { readonly leftOut: string };

export interface Part {
  readonly name: string;
  /** What it takes with `--quick`, in milliseconds, with some reserve. */
  readonly quickMs: number;
  run(session: Session): Promise<Outcome>;
}

/** In the order of the table. */
export const parts: readonly Part[] = [
  { name: 'compared', quickMs: 20_000, run: async (session) => ({ rows: await compared(session) }) },
  { name: 'control-plane', quickMs: 18_000, run: controlPlane },
  { name: 'stalled', quickMs: 14_000, run: async (session) => ({ rows: await stalled(session) }) },
  { name: 'recovery', quickMs: 9_000, run: async (session) => ({ rows: await recovery(session) }) },
  { name: 'scale', quickMs: 16_000, run: async (session) => ({ rows: await scale(session) }) },
  { name: 'tray', quickMs: 12_000, run: tray },
  {
    name: 'watchdog',
    quickMs: 1_000,
    run: async ({ effort }) => ({ rows: await watchdogRows(effort.watchdogRounds) }),
  },
];

/**
 * The watchdog comes first: its CPU time is that of this process, which has to be fresh for it. Then what people ask for
 * first, and what is soon done, so that little is left out where time is short.
 */
const runningOrder = ['watchdog', 'compared', 'recovery', 'tray', 'stalled', 'scale', 'control-plane'];

export function inRunningOrder(wanted: readonly Part[]): readonly Part[] {
  return [...wanted].sort((a, b) => runningOrder.indexOf(a.name) - runningOrder.indexOf(b.name));
}

/** Throws with the names that there are when one is not. */
export function partsNamed(names: readonly string[]): readonly Part[] {
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no part ${unknown}. There are: ${parts.map(({ name }) => name).join(', ')}.`);
  }
  return parts.filter(({ name }) => names.includes(name));
}

async function compared(session: Session): Promise<readonly Row[]> {
  const { around, effort, only, say } = session;
  const clients = await startContestants(around, [bulkWish, farWish], session);
  try {
    const rows = await comparedRows({
      clients,
      effort: effort.compared,
      only,
      passesEnd: true,
      serverPids: around.pids,
      say,
    });
    return withFarEnd(around.peerText, rows);
  } finally {
    await disposeOfAll(clients);
  }
}

async function controlPlane(session: Session): Promise<Outcome> {
  const { controlPlane: programs, root, names, effort, only, say } = session;
  if (programs === null) {
    return { leftOut: 'no control plane has been built here (--build-control-plane does, see docs/protocol.md)' };
  }
  const { controlPlane: its } = effort;
  const taking = names.filter((name) => its.hasClientNode || name !== 'clientNode');
  return { rows: await controlPlaneRows({ programs, root, names: taking, effort: its, only, say }) };
}

async function stalled({ around, root, effort }: Session): Promise<readonly Row[]> {
  const portwatch = await startHeadless(around, root, [bulkWish]);
  const kubectl = await startKubectl(around, [bulkWish], true);
  try {
    return withFarEnd(around.peerText, await stalledRows(portwatch, kubectl, effort.stalled));
  } finally {
    await Promise.all([portwatch.dispose(), kubectl.dispose()]);
  }
}

async function recovery({ around, root }: Session): Promise<readonly Row[]> {
  return withFarEnd('the demo cluster', await recoveryRows(around, root));
}

async function scale({ around, root, effort }: Session): Promise<readonly Row[]> {
  return withFarEnd(around.peerText, await scaleRows(around, root, effort.scale));
}

async function tray({ around, root, helloWorld, electron, effort }: Session): Promise<Outcome> {
  if ('missing' in electron) return { leftOut: electron.missing };
  const rows = await trayRows({ around, root, helloWorld, electron, effort: effort.tray });
  return { rows: withFarEnd(around.peerText, rows) };
}
