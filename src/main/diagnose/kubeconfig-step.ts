import { stat } from 'node:fs/promises';
import type { ForwardSpec } from '../../shared/forward';
import { type GivenKubeconfig, givenText, KubeconfigFiles, kubeconfigPaths } from '../cluster/kubeconfig';
import { type ContextEntry, contextEntry, type Kubeconfig, parseKubeconfig } from '../cluster/kubeconfig-parse';
import { missingFileHint } from '../cluster/kubeconfigs';
import { pem } from '../cluster/pem';
import { type Found, ok } from './finding';

/** Where the user's clusters are described. */
export interface KubeconfigSource {
  /** For KUBECONFIG, the proxy variables, and the plugins that kubeconfigs name. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  /** Instead of KUBECONFIG and the default file. */
  readonly kubeconfigPath?: string;
  /** A kubeconfig itself, instead of any file. */
  readonly kubeconfigText?: GivenKubeconfig;
  /** What to do when there is no such file, where that is not what is usual. */
  readonly missingHint?: string;
}

export interface DescribedContext {
  readonly entry: ContextEntry;
  /** The certificate authority of the cluster, as PEM text; null for the system's. */
  readonly authority: string | null;
}

/** Reads the files anew. Fails with a `ProblemError`. */
export async function readKubeconfig(spec: ForwardSpec, source: KubeconfigSource): Promise<Found<DescribedContext>> {
  const { kubeconfig, from } = await load(sourceFor(spec, source));
  const entry = contextEntry(kubeconfig, spec.context);
  const { 'certificate-authority-data': data, 'certificate-authority': path } = entry.cluster;
  const authority = await pem(data, path, 'certificate authority');
  return { finding: ok(describeContext(entry, spec.namespace, from)), gained: { entry, authority } };
}

/** Where this forward's cluster is described: in the file that its context names, if it does. */
export function sourceFor({ kubeconfig }: Pick<ForwardSpec, 'kubeconfig'>, source: KubeconfigSource): KubeconfigSource {
  if (kubeconfig === undefined) return source;
  const { environment } = source;
  return { environment, kubeconfigPath: kubeconfig, kubeconfigText: () => null, missingHint: missingFileHint };
}

export function describeContext({ name, cluster, userName }: ContextEntry, namespace: string, from: string): string {
  const user = userName === '' ? 'no user' : `user ${userName}`;
  return `Context ${name}: server ${cluster.server}, namespace ${namespace}, ${user} (${from})`;
}

async function load({ environment, kubeconfigPath, kubeconfigText, missingHint }: KubeconfigSource) {
  const given = givenText(kubeconfigText);
  if (given !== null) {
    return { kubeconfig: parseKubeconfig(given, 'kubeconfig'), from: 'the demo cluster' } satisfies Loaded;
  }
  const paths = kubeconfigPaths(await environment(), kubeconfigPath);
  const kubeconfig = await new KubeconfigFiles(paths, missingHint).load();
  return { kubeconfig, from: (await existing(paths)).join(', ') } satisfies Loaded;
}

interface Loaded {
  readonly kubeconfig: Kubeconfig;
  readonly from: string;
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, index) => there[index]);
}
