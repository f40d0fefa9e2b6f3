import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExchangeFormat } from '../../shared/import-plan';

/** A file that may hold forwards of another program. */
export interface ImportPlace {
  readonly path: string;
  /** What it must be to count, since its name alone may mean anything; null: whatever it is. */
  readonly format: ExchangeFormat | null;
}

/** A folder with more is nobody's place for a file that they want found. */
const maxEntries = 5_000;

/** As many exports of each folder, the last by name. */
const maxExports = 5;

/**
 * Where the files of other programs usually are: kportal reads `.kportal.yaml` in the working folder; kftray saves its export as
 * `configs.json` and Kube Forwarder its own as `cluster-NAME.kpf-export.json`, wherever people save files.
 */
export async function importPlaces(home: string, workingFolder: string): Promise<readonly ImportPlace[]> {
  const own = [...new Set([workingFolder, home])].map((folder): ImportPlace => ({
    path: join(folder, '.kportal.yaml'),
    format: null,
  }));
  const folders = [home, ...['Downloads', 'Documents', 'Desktop'].map((name) => join(home, name))];
  const exported = await Promise.all(folders.map(exportsIn));
  return [...own, ...exported.flat()];
}

async function exportsIn(folder: string): Promise<readonly ImportPlace[]> {
  // No such folder, or none that may be looked into: nothing is found there.
  const names = (await readdir(folder).catch(() => [])).slice(0, maxEntries).sort();
  const kubeForwarder = names.filter((name) => name.endsWith('.kpf-export.json')).slice(-maxExports);
  const kftray = names.filter((name) => /^configs( ?\(\d+\))?\.json$/.test(name)).slice(-maxExports);
  return [
    ...kftray.map((name): ImportPlace => ({ path: join(folder, name), format: 'kftray' })),
    ...kubeForwarder.map((name): ImportPlace => ({ path: join(folder, name), format: 'kube-forwarder' })),
  ];
}
