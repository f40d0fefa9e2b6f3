import { dirname, join } from 'node:path';

/** The bundled scripts that run in threads of their own. */
export interface Entries {
  readonly lane: string;
  readonly demo: string;
  readonly configJobs: string;
}

/** They are bundled into this folder. */
export function entriesIn(folder: string): Entries {
  return {
    lane: join(folder, 'lane.cjs'),
    demo: join(folder, 'demo.cjs'),
    configJobs: join(folder, 'config-jobs.cjs'),
  };
}

/** The folder that `dist/main` is in. */
export function appFolder({ lane }: Entries): string {
  return dirname(dirname(dirname(lane)));
}
