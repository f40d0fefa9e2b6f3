import { parse } from 'yaml';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { systemClock } from '../../../src/main/base/clock';
import { credentialsFor } from '../../../src/main/cluster/credentials';
import { ExecPlugins } from '../../../src/main/cluster/exec-plugins';
import { KubeconfigFiles } from '../../../src/main/cluster/kubeconfig';
import { contextEntry } from '../../../src/main/cluster/kubeconfig-parse';
import { OidcTokens } from '../../../src/main/cluster/oidc-tokens';
import { pem } from '../../../src/main/cluster/pem';
import type { ApiLogin } from './kubernetes-api';

const currentSchema = z.looseObject({ 'current-context': z.string() });

/** The administrator's login of the current context of a kubeconfig. */
export async function loginFrom(path: string): Promise<ApiLogin> {
  const { 'current-context': context } = currentSchema.parse(parse(await readFile(path, 'utf8')));
  const entry = contextEntry(await new KubeconfigFiles([path]).load(), context);
  const plugins = new ExecPlugins(systemClock, process.env);
  const environment = () => Promise.resolve(process.env);
  const providers = new OidcTokens({ clock: systemClock, environment });
  try {
    const { headers, key, cert } = await credentialsFor(entry, plugins, providers);
    const { cluster } = entry;
    const ca = await pem(
      cluster['certificate-authority-data'],
      cluster['certificate-authority'],
      'certificate authority',
    );
    if (ca === null) throw new Error(`Context ${context} of ${path} names no certificate authority`);
    return { server: cluster.server, ca, headers, ...(key ? { key } : {}), ...(cert ? { cert } : {}) };
  } finally {
    plugins.dispose();
    providers.dispose();
  }
}
