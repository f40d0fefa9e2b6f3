import { createServer } from 'node:net';
import type { ConfigResult } from './config/config-result';
import { readConfig } from './config/read-config';
import { demoConfigYaml, demoPorts } from './demo/demo-config';
import { startDemoThread } from './demo/demo-thread';

/** The demo cluster, running in a thread of its own, and forwards to it. */
export interface DemoSource {
  readonly config: ConfigResult;
  readonly kubeconfig: string;
  dispose(): Promise<void>;
}

/** `entry` is the bundled script of the demo's thread. */
export async function startDemo(entry: string): Promise<DemoSource> {
  const thread = await startDemoThread({ entry });
  const ports = await Promise.all(demoPorts.map(portNear));
  return {
    config: readConfig('demo', demoConfigYaml(ports)),
    kubeconfig: thread.kubeconfig,
    dispose: () => thread.dispose(),
  };
}

/** The port itself when it is free, else any that is. */
async function portNear(port: number): Promise<number> {
  return (await probe(port)) ?? (await probe(0)) ?? port;
}

function probe(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}
