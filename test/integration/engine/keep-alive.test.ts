import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';

const web = { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 };
/** What /proc calls a timer for keep-alive, and how often a second its times count. */
const keepAliveTimer = '02';
const ticksPerSecond = 100;

/**
 * In how many seconds the kernel asks each of our idle connections to this port for a sign of life; null for one that it never
 * asks. See proc_net_tcp in the kernel's documentation.
 */
function keepAlivesTo(port: number): readonly (number | null)[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, , remote = '', state = '', , timer = ''] = row.trim().split(/\s+/);
    if (!remote.endsWith(suffix) || state !== '01') return [];
    const [kind, ticks = '0'] = timer.split(':');
    return [kind === keepAliveTimer ? Number.parseInt(ticks, 16) / ticksPerSecond : null];
  });
}

describe.runIf(process.platform === 'linux')('keep-alive of the connections to the API server', () => {
  let rig: EngineRig;
  afterEach(() => rig.dispose());

  /** Of the tunnel, which is the only one that is not kept for questions. */
  async function connections(tcpKeepalive: string): Promise<readonly (number | null)[]> {
    // Signs of life of our own, in between, would put the kernel's off.
    const watchdog = { pollMs: 60_000, checkMs: 60_000, thresholdMs: 120_000 };
    rig = await startEngineRig({ forwards: [web], watchdog, top: [`reliability: { tcpKeepalive: ${tcpKeepalive} }`] });
    await rig.reaches('web', 'active');
    const port = Number(new URL(rig.cluster.url).port);
    return eventually('an idle connection', () => {
      const found = keepAlivesTo(port);
      return found.length > 0 ? found : undefined;
    });
  }

  it('begins after the time that the config file says', async () => {
    const due = await connections('600s');
    expect(due.filter((seconds) => seconds !== null && seconds > 500 && seconds <= 600)).toHaveLength(1);
  });

  it('is off where the file says 0', async () => {
    expect(await connections('0s')).toContain(null);
  });
});
