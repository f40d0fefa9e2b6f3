import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ChildProgram, firstLine } from '../support/child-program';

/** Where the bundled processes of this benchmark lie: beside the bundle that runs. */
function bundled(name: string): string {
  return fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
}

export interface Helper {
  readonly program: ChildProgram;
  /** What it said of itself when it was ready. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** One of the benchmark's own processes, ready. It ends with its input, so with this process at the latest. */
export function startHelper(name: string, args: readonly string[]): Promise<Helper> {
  return startReporting(process.execPath, [bundled(name), ...args]);
}

/** A program that says a line of JSON when it is ready. */
export async function startReporting(command: string, args: readonly string[]): Promise<Helper> {
  const program = await ChildProgram.start(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = JSON.parse(await firstLine(program, program.child.stdout)) as Record<string, unknown>;
  return { program, said };
}

/** Calls back with each line that a program writes to standard output from now on. */
export function onLines(program: ChildProgram, take: (line: string) => void): void {
  if (!program.child.stdout) throw new Error('The program was started without output');
  createInterface(program.child.stdout).on('line', take);
}
