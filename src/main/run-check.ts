import type { Writable } from 'node:stream';
import type { CommandLine } from './command-line';
import { whereabouts } from './config-source';
import { loadConfig } from './config/load-config';
import { findConfig } from './config/locate';
import { problemLine } from './terminal/table';

export interface RunCheckOptions {
  readonly arguments: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Writable;
  readonly errors: Writable;
}

/** How it ended; documented in `portwatch --help`. */
export const checkExitCodes = { ok: 0, badConfig: 3 } as const;

/** Says all that is wrong with the config file. */
export async function runCheck({ arguments: asked, environment, output, errors }: RunCheckOptions): Promise<number> {
  const found = await findConfig(whereabouts(asked, environment));
  const result = await loadConfig(found.path);
  for (const problem of result.problems) errors.write(`${problemLine(problem)}\n`);
  if (result.kind === 'rejected' || result.problems.length > 0) return checkExitCodes.badConfig;
  for (const note of result.notes) output.write(`${problemLine(note)}\n`);
  const count = result.specs.length;
  output.write(`${result.path}: ${String(count)} forward${count === 1 ? '' : 's'}, no problems.\n`);
  return checkExitCodes.ok;
}
