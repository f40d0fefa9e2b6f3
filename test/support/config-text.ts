/** A forward as a test wants it in a config file. */
export interface ConfiguredForward {
  readonly alias: string;
  readonly namespace: string;
  readonly resource: string;
  readonly selector?: string;
  readonly port: number | string;
  readonly onHang?: 'reconnect' | 'notify';
  readonly autostart?: boolean;
  /** Another context than the demo's. */
  readonly context?: string;
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
}

/** A config file in kportal's shape, each forward on the local port at its place in `ports`. */
export function configText({ forwards, watchdog, lanes = 1 }: ConfigTextOptions, ports: readonly number[]): string {
  const { pollMs, checkMs, thresholdMs } = watchdog;
  return [
    `lanes: ${String(lanes)}`,
    `watchdog: { poll: ${String(pollMs)}ms, check: ${String(checkMs)}ms, threshold: ${String(thresholdMs)}ms }`,
    'contexts:',
    ...forwards.flatMap((forward, index) => [
      `  - name: ${forward.context ?? 'demo'}`,
      '    namespaces:',
      `      - name: ${forward.namespace}`,
      '        forwards:',
      `          - { ${entry(forward, ports[index] ?? 0)} }`,
    ]),
    '',
  ].join('\n');
}

function entry({ alias, resource, selector, port, onHang, autostart }: ConfiguredForward, localPort: number): string {
  const keys = { resource, selector, port, localPort, alias, onHang, autostart };
  return Object.entries(keys)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');
}
