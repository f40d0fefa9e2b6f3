import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ChildProgram } from './child-program';

const repository = join(import.meta.dirname, '..', '..');

/** A row as `--json` writes it. There is no infinity in JSON: `never` names whose figure that would be. */
const rowSchema = z.object({
  name: z.string().min(1),
  unit: z.string().min(1),
  portwatch: z.number(),
  kubectl: z.number().nullable(),
  helloWorld: z.number().nullable(),
  ratio: z.number().nullable(),
  target: z.string(),
  met: z.boolean().nullable(),
  farEnd: z.string().nullable(),
  never: z.array(z.string()),
});

export type BenchRow = z.infer<typeof rowSchema>;

export interface BenchRun {
  readonly rows: readonly BenchRow[];
  /** What it wrote to standard output, and to standard error. */
  readonly table: string;
  readonly progress: string;
  /** The SVG document. */
  readonly chart: string;
}

export interface ProgramRun {
  readonly code: number | null;
  readonly output: string;
  /** The end of what it wrote to standard error. */
  readonly complaints: string;
}

/** Runs one of the repository's Node programs to its end. */
export async function runProgram(path: string, ...args: readonly string[]): Promise<ProgramRun> {
  const program = await ChildProgram.start(process.execPath, [join(repository, path), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    let output = '';
    program.child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(program.child, 'close');
    return { code: program.child.exitCode, output, complaints: program.complaints };
  } finally {
    await program.dispose();
  }
}

/**
 * `npm run bench` with the least effort that gives figures, of these parts. They say nothing of speed. Throws when it fails,
 * and when a figure of Portwatch's is missing.
 */
export async function runBench(...parts: readonly string[]): Promise<BenchRun> {
  const folder = await mkdtemp(join(tmpdir(), 'portwatch-bench-test-'));
  const [json, svg] = [join(folder, 'rows.json'), join(folder, 'chart.svg')];
  const args = ['--effort', 'least', '--demo-peer', '--parts', parts.join(','), '--json', json, '--svg', svg];
  try {
    const { code, output, complaints } = await runProgram('scripts/bench.mjs', ...args);
    if (code !== 0) throw new Error(`The benchmark ended with ${String(code)}: ${complaints}`);
    const { rows } = z.object({ rows: z.array(rowSchema) }).parse(JSON.parse(await readFile(json, 'utf8')));
    return { rows, table: output, progress: complaints, chart: await readFile(svg, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
