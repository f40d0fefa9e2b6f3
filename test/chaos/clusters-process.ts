import { createInterface } from 'node:readline';
import { DemoContent } from '../../src/main/demo/demo-content';
import { startDemoCluster, type DemoCluster } from '../../src/main/demo/demo-cluster';
import type { DemoCommand } from '../../src/main/demo/demo-commands';
import { apps, contexts, type ContextName } from './layout';
import { chaosProgram } from './program';

/** What is asked in a line of this process' input; the answer is a line with the same id. */
export interface ClusterRequest {
  readonly id: number;
  readonly context: ContextName;
  readonly command: DemoCommand;
}

/**
 * A demo cluster for each context, in a process of their own. Says where they are in a line of JSON, takes a request in
 * each line of its input, and ends with its input.
 */
async function main(): Promise<void> {
  const [startMs = 300, readyMs = 300] = process.argv.slice(2).map(Number);
  const program = chaosProgram(new DemoContent());
  const programs = Object.fromEntries(apps.map((app) => [app, program]));
  const clusters = new Map<ContextName, DemoCluster>();
  for (const name of contexts) {
    clusters.set(name, await startDemoCluster({ programs, startMs, readyMs, terminatingMs: 300 }));
  }
  const kubeconfigs = Object.fromEntries(
    [...clusters].map(([name, cluster]) => [name, JSON.parse(cluster.kubeconfig())]),
  );
  process.stdout.write(`${JSON.stringify({ kubeconfigs })}\n`);
  for await (const line of createInterface(process.stdin)) {
    const { id, context, command } = JSON.parse(line) as ClusterRequest;
    await clusters.get(context)?.command(command);
    process.stdout.write(`${JSON.stringify({ id })}\n`);
  }
  for (const cluster of clusters.values()) await cluster.dispose();
}

await main();
