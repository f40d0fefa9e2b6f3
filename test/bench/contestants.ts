import type { Contestants } from './compared-rows';
import {
  type Forwarder,
  type ForwarderName,
  startClientNode,
  startHeadless,
  startKubectl,
  type Wish,
} from './forwarders';
import type { Place } from './place';

export interface ContestantOptions {
  readonly names: readonly ForwarderName[];
  /** Where Portwatch's dist/ lies. */
  readonly root: string;
  /** A folder for CPU profiles of Portwatch; null for none. */
  readonly profile: string | null;
}

/** Everybody with the same forwards, all up. The caller disposes of them. */
export async function startContestants(
  around: Place,
  wishes: readonly Wish[],
  { names, root, profile }: ContestantOptions,
): Promise<Contestants> {
  const nodeArguments = profile === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  const start: Readonly<Record<ForwarderName, () => Promise<Forwarder>>> = {
    portwatch: () => startHeadless(around, root, wishes, { nodeArguments }),
    kubectl: () => startKubectl(around, wishes, true),
    kubectlSpdy: () => startKubectl(around, wishes, false),
    clientNode: () => startClientNode(around, wishes),
  };
  const started: Partial<Record<ForwarderName, Forwarder>> = {};
  try {
    for (const name of names) started[name] = await start[name]();
    return started;
  } catch (error) {
    await disposeOfAll(started);
    throw error;
  }
}

export async function disposeOfAll(clients: Contestants): Promise<void> {
  await Promise.all(Object.values(clients).map((client) => client.dispose()));
}
