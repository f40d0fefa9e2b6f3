import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import type { Kubeconfig } from './kubeconfig-parse';

export interface KnownContexts {
  readonly contexts: readonly { readonly name: string; readonly cluster: string; readonly namespace: string | null }[];
  readonly currentContext: string | null;
}

const contextSchema = z.object({ cluster: z.string().nullish(), namespace: z.string().nullish() });

/** What the user's kubeconfig has, without a question to any cluster. Fails with a `ProblemError`. */
export async function knownContexts(environment: NodeJS.ProcessEnv, explicit?: string): Promise<KnownContexts> {
  return contextsIn(await new KubeconfigFiles(kubeconfigPaths(environment, explicit)).load());
}

/** The contexts of a kubeconfig that is read already. */
export async function contextsIn({ contexts, files }: Kubeconfig): Promise<KnownContexts> {
  const known = [...contexts].map(([name, { value }]) => {
    const { cluster, namespace } = contextSchema.safeParse(value).data ?? {};
    return { name, cluster: cluster ?? '', namespace: namespace ?? null };
  });
  return { contexts: known, currentContext: await currentContextIn(files) };
}

/** As with kubectl, the first file that names one wins. */
async function currentContextIn(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const current = parseDocument(text).get('current-context');
    if (typeof current === 'string' && current !== '') return current;
  }
  return null;
}
