import type { ForwardSpec } from '../../src/shared/forward';
import type { Problem } from '../../src/shared/problem';
import type { ResolvedTarget } from '../../src/main/worker/resolved-target';
import type { WorkerTimings } from '../../src/main/worker/protocol';

/** A forward as a config would give it; name what the test is about, leave the rest. */
export function specOf(change: Partial<ForwardSpec> = {}): ForwardSpec {
  const localPort = change.localPort ?? 8080;
  return {
    id: `127.0.0.1:${String(localPort)}`,
    alias: 'api',
    group: 'prod',
    context: 'prod',
    namespace: 'shop',
    target: { kind: 'service', name: 'api' },
    port: 80,
    bindAddress: '127.0.0.1',
    localPort,
    onHang: 'reconnect',
    autostart: true,
    ...change,
  };
}

export function targetOf(pod = 'api-7f9c'): ResolvedTarget {
  return {
    pod,
    podUid: `uid-${pod}`,
    podPort: 8080,
    endpoint: {
      url: `https://127.0.0.1:6443/api/v1/namespaces/shop/pods/${pod}/portforward`,
      headers: {},
      tls: { rejectUnauthorized: true },
    },
    clusterKey: 'https://127.0.0.1:6443',
  };
}

export function problemWith(code: Problem['code'], message = `it is ${code}`): Problem {
  return { code, message, hint: '', suspect: 'api-server' };
}

export const timings: WorkerTimings = {
  bindMs: 1_000,
  resolveMs: 5_000,
  connectMs: 10_000,
  holdMs: 10_000,
};
