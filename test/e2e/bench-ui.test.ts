import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { runProgram } from '../support/bench';

const rowSchema = z.object({ name: z.string(), few: z.number(), many: z.number(), target: z.string() });

it('npm run bench:ui measures the real window with few and with many forwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portwatch-bench-ui-test-'));
  try {
    const json = join(folder, 'rows.json');
    const run = await runProgram('scripts/bench-ui.mjs', '--rounds', '1', '--seconds', '0.3', '--json', json);
    expect(run.code, run.complaints).toBe(0);
    const { rows } = z.object({ rows: z.array(rowSchema) }).parse(JSON.parse(await readFile(json, 'utf8')));
    expect(rows.map(({ name }) => name)).toEqual([
      'Window asked for until its list is painted',
      'A batch of heartbeats',
      'A change of a few states',
      'Scrolling while heartbeats come',
      'Frames that came late',
      "The page's thread, for each frame",
      'CPU while it is looked at',
      'CPU while it is hidden',
      "Memory of the page's process",
      'Script and style, gzipped',
    ]);
    const figure = (name: string) => rows.find((row) => row.name === name)?.many ?? 0;
    for (const name of ['Window asked for until its list is painted', 'A batch of heartbeats']) {
      expect(figure(name), name).toBeGreaterThan(0);
    }
    // The one figure that depends on no machine.
    expect(figure('Script and style, gzipped')).toBeLessThanOrEqual(150);
    for (const { name } of rows) expect(run.output).toContain(`| ${name} (`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
