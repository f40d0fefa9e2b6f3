import { demoContext } from './kubeconfig';

interface DemoForward {
  readonly namespace: string;
  readonly resource: string;
  readonly selector?: string;
  readonly port: number | string;
  readonly alias: string;
}

/** Every kind of target once: services by port number and by port name, a pod by prefix, a deployment, a selector. */
export const demoForwards: readonly DemoForward[] = [
  { namespace: 'shop', resource: 'service/api-gateway', port: 80, alias: 'api-gateway' },
  { namespace: 'shop', resource: 'service/web', port: 'http', alias: 'web' },
  { namespace: 'shop', resource: 'pod', selector: 'app=slow-reports', port: 9090, alias: 'slow-reports' },
  { namespace: 'data', resource: 'pod/orders-db', port: 5432, alias: 'orders-db' },
  { namespace: 'data', resource: 'deployment/downloads', port: 8081, alias: 'downloads' },
];

/** The local ports that the demo takes unless told otherwise. */
export const demoPorts: readonly number[] = demoForwards.map((_, index) => 18_080 + index);

/**
 * The demo's forwards as a config file, in the order of `demoForwards`, each on the local port at its place in `ports`.
 * Throws `RangeError` when there are too few.
 */
export function demoConfigYaml(ports: readonly number[] = demoPorts): string {
  const lines = [
    '# The forwards of the built-in demo cluster.',
    'contexts:',
    `  - name: ${demoContext}`,
    '    namespaces:',
  ];
  let namespace = '';
  for (const [index, forward] of demoForwards.entries()) {
    const localPort = ports[index];
    if (localPort === undefined) throw new RangeError(`the demo needs ${demoForwards.length} local ports`);
    if (forward.namespace !== namespace) lines.push(`      - name: ${forward.namespace}`, '        forwards:');
    namespace = forward.namespace;
    lines.push(`          - resource: ${forward.resource}`);
    if (forward.selector !== undefined) lines.push(`            selector: ${forward.selector}`);
    lines.push(
      `            port: ${forward.port}`,
      `            localPort: ${localPort}`,
      `            alias: ${forward.alias}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
