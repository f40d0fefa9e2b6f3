import { createInterface } from 'node:readline';
import { startDemoCluster } from '../../src/main/demo/demo-cluster';
import type { DemoCommand } from '../../src/main/demo/demo-commands';
import { benchProgram } from './program';

/**
 * The demo cluster in a process of its own, with the benchmark's program in place of the `downloads` app. Says where it
 * is in a line of JSON, takes a command in each line of its input, and ends with its input.
 */
async function main(): Promise<void> {
  const cluster = await startDemoCluster({
    programs: { downloads: benchProgram },
    startMs: 50,
    readyMs: 50,
    closeDelayMs: 0,
  });
  const { url, token, authority } = cluster;
  process.stdout.write(`${JSON.stringify({ url, token, authority })}\n`);
  const commands = createInterface(process.stdin);
  for await (const line of commands) await cluster.command(JSON.parse(line) as DemoCommand);
  await cluster.dispose();
}

await main();
