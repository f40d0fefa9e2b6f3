import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type DemoCluster, startDemoCluster } from './demo-cluster';
import type { DemoAnswer, DemoRequest, DemoThreadCommand, DemoThreadMessage, DemoThreadOptions } from './demo-protocol';

/** The script of the thread that the demo cluster runs in, so that the main thread carries none of its bytes. */
async function main(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('The demo cluster runs in a worker thread');
  const post = (message: DemoThreadMessage) => port.postMessage(message);
  try {
    const cluster = await startDemoCluster(workerData as DemoThreadOptions);
    listen(port, cluster, post);
    const { contextName, url, token } = cluster;
    post({ type: 'started', whereabouts: { contextName, url, token, kubeconfig: cluster.kubeconfig() } });
  } catch (error) {
    post({ type: 'failed', message: String(error) });
  }
}

function listen(port: MessagePort, cluster: DemoCluster, post: (message: DemoThreadMessage) => void): void {
  port.on('message', (command: DemoThreadCommand) => {
    if (command.type === 'shut-down') {
      // Nothing else keeps the thread alive.
      void cluster.dispose().finally(() => port.close());
      return;
    }
    void answer(cluster, command.request).then((given) => post({ type: 'answer', id: command.id, answer: given }));
  });
}

async function answer(cluster: DemoCluster, request: DemoRequest): Promise<DemoAnswer> {
  try {
    switch (request.type) {
      case 'command':
        await cluster.command(request.command);
        return { type: 'command' };
      case 'pods':
        return { type: 'pods', pods: cluster.pods() };
      case 'tunnels-to':
        return { type: 'count', count: cluster.tunnelsTo(request.pods) };
      case 'connections-to':
        return { type: 'count', count: cluster.connectionsTo(request.pods) };
      case 'watches':
        return { type: 'count', count: cluster.watches() };
      case 'requests':
        return { type: 'requests', requests: cluster.requests() };
    }
  } catch (error) {
    return { type: 'error', message: String(error) };
  }
}

void main();
