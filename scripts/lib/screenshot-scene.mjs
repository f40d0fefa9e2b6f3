import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { root } from './paths.mjs';

/** Two demo clusters behind the names that people give theirs, and everyday forwards to them. */

/** How long a new pod takes to be ready, in milliseconds: long enough to be seen waiting for. */
const readyMs = 20_000;

const forwards = {
  staging: {
    shop: [
      '{ resource: service/api-gateway, port: 80, localPort: 8080, alias: api-gateway }',
      '{ resource: service/web, port: http, localPort: 3000, alias: web }',
      '{ resource: pod, selector: app=slow-reports, port: 9090, localPort: 9090, alias: reports }',
    ],
    data: [
      '{ resource: service/orders-db, port: 5432, localPort: 5432, alias: orders-db, onHang: notify }',
      '{ resource: deployment/downloads, port: 8081, localPort: 8081, alias: exports }',
    ],
  },
  'prod-eu': {
    shop: [
      '{ resource: service/api-gateway, port: 80, localPort: 28080, alias: prod-api-gateway }',
      '{ resource: deployment/web, port: 3000, localPort: 23000, alias: prod-web }',
      '{ resource: service/slow-reports, port: 9090, localPort: 29090, alias: prod-reports, autostart: false }',
    ],
    data: [
      '{ resource: pod/orders-db, port: 5432, localPort: 25432, alias: prod-orders-db }',
      '{ resource: service/downloads, port: 80, localPort: 28081, alias: prod-exports }',
    ],
  },
};

/**
 * @param {import('./panel-desktop.mjs').PanelDesktop} desktop whose home gets a config file, where Portwatch finds it
 * @returns what `KUBECONFIG` has to be, and what can be done to the clusters
 */
export async function startClusters({ folder, environment }) {
  const clusters = await Promise.all(Object.keys(forwards).map(startCluster));
  const kubeconfig = clusters.map(({ name }) => join(folder, `${name}.kubeconfig`));
  for (const [index, { text }] of clusters.entries()) await writeFile(kubeconfig[index], text);
  const configFolder = join(environment.XDG_CONFIG_HOME, 'portwatch');
  await mkdir(configFolder);
  await writeFile(join(configFolder, 'portwatch.yaml'), configText());
  return {
    kubeconfig: kubeconfig.join(':'),
    /** Tells a cluster to misbehave: a `DemoCommand` (`src/main/demo/demo-commands.ts`). */
    command: (name, command) => clusters.find((cluster) => cluster.name === name).command(command),
    dispose: () => Promise.all(clusters.map(({ worker }) => worker.terminate())),
  };
}

/** The cluster's thread, as the app starts it for `--demo`. */
async function startCluster(name) {
  const worker = new Worker(join(root, 'dist', 'main', 'demo.cjs'), {
    workerData: { readyMs },
    name,
  });
  const [message] = await once(worker, 'message');
  if (message.type !== 'started') throw new Error(`The demo cluster did not start: ${message.message}`);
  const text = message.whereabouts.kubeconfig.replaceAll('"demo"', `"${name}"`).replaceAll('"demo-', `"${name}-`);
  let id = 0;
  return {
    name,
    worker,
    text,
    command: async (command) => {
      worker.postMessage({ type: 'ask', id: ++id, request: { type: 'command', command } });
      await once(worker, 'message');
    },
  };
}

function configText() {
  const lines = ['contexts:'];
  for (const [context, namespaces] of Object.entries(forwards)) {
    lines.push(`  - name: ${context}`, '    namespaces:');
    for (const [namespace, entries] of Object.entries(namespaces)) {
      lines.push(`      - name: ${namespace}`, '        forwards:', ...entries.map((entry) => `          - ${entry}`));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A working day through the forwards, in short: requests, downloads, connections that stay open. Ends with `stop`. */
export function startTraffic() {
  const agent = new Agent({ keepAlive: true, maxSockets: 3 });
  const request = (port, path) =>
    get({ host: '127.0.0.1', port, path, agent }, (response) => response.resume()).on('error', () => undefined);
  const sessions = [5432, 5432, 25432].map((port) =>
    createConnection({ host: '127.0.0.1', port })
      .on('error', () => undefined)
      .resume(),
  );
  const timers = [
    setInterval(request, 300, 8080, '/orders'),
    setInterval(request, 450, 3000, '/'),
    setInterval(request, 900, 9090, '/?ms=400'),
    setInterval(request, 1_000, 23000, '/'),
    setInterval(request, 700, 28080, '/health'),
    setInterval(request, 2_000, 28081, '/bytes?n=1500000'),
  ];
  return () => {
    timers.forEach(clearInterval);
    sessions.forEach((socket) => socket.destroy());
    agent.destroy();
  };
}
