import { z } from 'zod';
import { certificateExpiry } from './expiry';
import type { ClusterEntry, ExecEntry } from './kubeconfig-parse';

/** What a plugin gave: a token, a client certificate, or both. */
export interface ExecCredential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since 1970; null when the plugin did not say, which means until it is refused. */
  readonly expiresAt: number | null;
}

/** A little before the end, so that nothing expires on its way. */
const marginMs = 60_000;

const outputSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/** Understands a plugin's output; null when it is not an ExecCredential with something in it. Never quotes it. */
export function parseExecCredential(output: string): ExecCredential | null {
  const parsed = outputSchema.safeParse(parseJson(output));
  if (!parsed.success) return null;
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = parsed.data.status;
  if (!token && !(cert && key)) return null;
  // A server ends the connection of one whose certificate is over, without a word about credentials.
  const expires = [Date.parse(expirationTimestamp ?? ''), cert && key ? (certificateExpiry(cert) ?? NaN) : NaN].filter(
    (time) => !Number.isNaN(time),
  );
  return {
    ...(token ? { token } : {}),
    ...(cert && key ? { cert, key } : {}),
    expiresAt: expires.length === 0 ? null : Math.min(...expires),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether it can still be used for a while. `obtainedAt` and `now`: milliseconds since 1970. */
export function isFresh({ expiresAt }: ExecCredential, obtainedAt: number, now: number): boolean {
  if (expiresAt === null) return true;
  // A credential that lives for less than ten minutes would be thrown away too early with the whole margin.
  const margin = Math.min(marginMs, (expiresAt - obtainedAt) / 10);
  return now < expiresAt - margin;
}

/** The plugin's environment: what was handed in, the kubeconfig's additions, and what the protocol asks for. */
export function execEnvironment(base: NodeJS.ProcessEnv, exec: ExecEntry, cluster: ClusterEntry): NodeJS.ProcessEnv {
  const additions = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster: clusterInfo(cluster) } : {}) },
  };
  return { ...base, ...additions, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function clusterInfo(cluster: ClusterEntry) {
  const extension = cluster.extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec');
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'] ?? undefined,
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
    'certificate-authority-data': cluster['certificate-authority-data'] ?? undefined,
    'proxy-url': cluster['proxy-url'] ?? undefined,
    config: extension?.extension,
  };
}
