import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { KubeconfigFiles, kubeconfigPaths } from './kubeconfig';

export interface KnownContexts {
  readonly contexts: readonly { readonly name: string; readonly cluster: string; readonly namespace: string | null }[];
  readonly currentContext: string | null;
}

const contextSchema = z.object({ cluster: z.string().nullish(), namespace: z.string().nullish() });

/** What the user's kubeconfig has, without a question to any cluster. Fails with a `ProblemError`. */
export async function knownContexts(environment: NodeJS.ProcessEnv, explicit?: string): Promise<KnownContexts> {
  const { contexts, files } = await new KubeconfigFiles(kubeconfigPaths(environment, explicit)).load();
  const known = [...contexts].map(([name, { value }]) => {
    const { cluster, namespace } = contextSchema.safeParse(value).data ?? {};
    return { name, cluster: cluster ?? '', namespace: namespace ?? null };
  });
  return { contexts: known, currentContext: await currentContextIn(files) };
}

/** As with kubectl, the first file that names one wins. */
async function currentContextIn(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const current = parseDocument(await readFile(file, 'utf8')).get('current-context');
    if (typeof current === 'string' && current !== '') return current;
  }
  return null;
}
