/** A forward as a test wants it in a config file. */
export interface ConfiguredForward {
  readonly alias: string;
  readonly namespace: string;
  readonly resource: string;
  readonly selector?: string;
  readonly port: number | string;
  readonly onHang?: 'reconnect' | 'notify';
  readonly autostart?: boolean;
  readonly lazy?: boolean;
  /** A duration, such as `2s`. */
  readonly idleTimeout?: string;
  /** A flow map, such as `{ path: /healthz }`. */
  readonly probe?: string;
  /** Another context than the demo's. */
  readonly context?: string;
  /** The file that its context is looked up in. */
  readonly kubeconfig?: string;
}

/** In milliseconds. */
export interface ConfiguredWatchdog {
  readonly pollMs: number;
  readonly checkMs: number;
  readonly thresholdMs: number;
}

export interface ConfigTextOptions {
  readonly forwards: readonly ConfiguredForward[];
  readonly watchdog: ConfiguredWatchdog;
  /** Lane threads; 1 unless told. */
  readonly lanes?: number;
  /** Further lines at the top of the file. */
  readonly top?: readonly string[];
}

/** A config file in kportal's shape, each forward on the local port at its place in `ports`. */
export function configText(
  { forwards, watchdog, lanes = 1, top = [] }: ConfigTextOptions,
  ports: readonly number[],
): string {
  const { pollMs, checkMs, thresholdMs } = watchdog;
  return [
    `lanes: ${String(lanes)}`,
    `watchdog: { poll: ${String(pollMs)}ms, check: ${String(checkMs)}ms, threshold: ${String(thresholdMs)}ms }`,
    ...top,
    'contexts:',
    ...forwards.flatMap((forward, index) => [
      `  - name: ${forward.context ?? 'demo'}`,
      ...(forward.kubeconfig === undefined ? [] : [`    kubeconfig: ${forward.kubeconfig}`]),
      '    namespaces:',
      `      - name: ${forward.namespace}`,
      '        forwards:',
      `          - { ${entry(forward, ports[index] ?? 0)} }`,
    ]),
    '',
  ].join('\n');
}

function entry(
  { alias, resource, selector, port, onHang, autostart, lazy, idleTimeout, probe }: ConfiguredForward,
  localPort: number,
): string {
  const keys = { resource, selector, port, localPort, alias, onHang, autostart, lazy, idleTimeout, probe };
  return Object.entries(keys)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');
}
