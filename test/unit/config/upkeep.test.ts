import { describe, expect, it } from 'vitest';
import type { ForwardSpec } from '../../../src/shared/forward';
import { defaultProbe, defaultUpkeep } from '../../../src/shared/upkeep';
import { readConfig } from '../../../src/main/config/read-config';

/** A file of one forward, with `top` before it and `probe` in it. */
function textOf(top: string, probe = ''): string {
  const entry = `resource: service/api, port: 80, localPort: 8080${probe === '' ? '' : `, probe: ${probe}`}`;
  return `${top}\ncontexts: [{ name: prod, namespaces: [{ name: shop, forwards: [{ ${entry} }] }] }]\n`;
}

function upkeepOf(top: string, probe = ''): ForwardSpec['upkeep'] {
  const result = readConfig('pw.yaml', textOf(top, probe));
  if (result.kind !== 'loaded') throw new Error(JSON.stringify(result.problems));
  expect(result.problems).toEqual([]);
  return result.specs[0]?.upkeep;
}

function problemsOf(top: string, probe = ''): readonly string[] {
  return readConfig('pw.yaml', textOf(top, probe)).problems.map(({ message, hint }) => `${message}. ${hint}`.trim());
}

describe('the upkeep of a forward', () => {
  it('is nothing unless the file asks for it', () => {
    expect(upkeepOf('lanes: 1')).toBeUndefined();
  });

  it('takes the limits of age and idle time, and how to connect, from the blocks that kportal has', () => {
    const top = [
      'healthCheck: { maxConnectionAge: 25m, maxIdleTime: 10m }',
      'reliability: { dialTimeout: 20s, tcpKeepalive: 15s, retryOnStale: false }',
    ].join('\n');
    expect(upkeepOf(top)).toEqual({
      probe: null,
      maxAgeMs: 1_500_000,
      maxIdleMs: 600_000,
      renewsWorn: false,
      dialMs: 20_000,
      keepAliveMs: 15_000,
    });
  });

  it('takes 0s for never', () => {
    expect(upkeepOf('healthCheck: { maxConnectionAge: 0s, maxIdleTime: 10m }')).toMatchObject({ maxAgeMs: null });
    expect(upkeepOf('reliability: { tcpKeepalive: 0s }')).toMatchObject({ keepAliveMs: 0 });
  });

  it('replaces worn tunnels unless told not to, also when reliability is about something else', () => {
    expect(upkeepOf('reliability: { tcpKeepalive: 30s }')).toMatchObject({ renewsWorn: true });
  });

  it('never probes an app because of healthCheck.method: only a forward’s own probe does', () => {
    expect(upkeepOf('healthCheck: { method: data-transfer, interval: 3s, timeout: 2s }')).toBeUndefined();
  });
});

describe('a probe', () => {
  it('asks only whether the port takes connections, unless told otherwise', () => {
    expect(upkeepOf('', '{}')).toEqual({ ...defaultUpkeep, probe: defaultProbe });
  });

  it('takes what it leaves out from healthCheck', () => {
    const top = 'healthCheck: { method: data-transfer, interval: 3s, timeout: 1s }';
    expect(upkeepOf(top, '{ failures: 5 }')?.probe).toEqual({
      ...defaultProbe,
      method: 'data-transfer',
      intervalMs: 3_000,
      timeoutMs: 1_000,
      failures: 5,
    });
  });

  it('asks by HTTP when it has a path, and takes statuses as numbers and classes', () => {
    expect(upkeepOf('', '{ path: /healthz, status: [2xx, 404], successes: 1 }')?.probe).toMatchObject({
      method: 'http',
      path: '/healthz',
      statuses: [
        [200, 299],
        [404, 404],
      ],
      successes: 1,
    });
    expect(upkeepOf('', '{ method: http, status: 204 }')?.probe).toMatchObject({ path: '/', statuses: [[204, 204]] });
  });

  it.each([
    ['{ method: ping }', 'method is "ping": it must be tcp-dial, data-transfer or http.'],
    ['{ interval: 10ms }', 'interval is "10ms": it must be between 1s and 24h.'],
    ['{ failures: 0 }', 'failures is 0: it must be a whole number from 1 to 100.'],
    ['{ path: healthz }', 'path is "healthz": it must be a path that begins with /, without spaces.'],
    ['{ path: "/a b" }', 'path is "/a b": it must be a path that begins with /, without spaces.'],
    ['{ path: /, status: 6xx }', 'status is "6xx": it must be a status such as 200 or "2xx", or a list of them.'],
    ['{ method: tcp-dial, path: / }', 'path has no meaning for tcp-dial. Add method: http, or remove it.'],
    ['{ metod: http }', 'Unknown key "metod". Did you mean "method"?'],
  ])('%s breaks its own forward only, and says why', (probe, expected) => {
    expect(problemsOf('', probe)).toEqual([expected]);
    expect(readConfig('pw.yaml', textOf('', probe)).kind).toBe('loaded');
  });

  it('with times that cannot be meant for the whole file, nothing of the file is used', () => {
    expect(problemsOf('healthCheck: { maxIdleTime: 10ms }')).toEqual([
      'maxIdleTime is "10ms": it must be between 1s and 24h, or 0s for never.',
    ]);
    expect(readConfig('pw.yaml', textOf('reliability: { dialTimeout: 100h }')).kind).toBe('rejected');
  });
});
