import { describe, it } from 'vitest';
import { z } from 'zod';
import { runBench, runProgram } from '../support/bench';

const timeoutMs = 120_000;

/** Whether the programs that people run by hand still work. How fast anything is cannot be judged beside other tests. */
describe.concurrent('programs that measure', () => {
  it(
    'npm run bench has a figure for every row, in its table, as JSON and in a chart',
    async ({ expect }) => {
      const { rows, table, chart } = await runBench('compared', 'stalled', 'recovery', 'scale', 'watchdog');
      const names = rows.map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining([
          'Download',
          'Upload',
          'New connection, p50, loopback',
          'New connection, p50, 40 ms round trip',
          'Connections per second, 16 in parallel',
          'Round trip of others, p99, one upload stalled',
          'Memory taken by a stalled upload of 800 MB',
          'New pod ready until the next connection is answered',
          'Silence until the hang is reported',
          '100 forwards: memory',
          'Watchdog of 1000 forwards: CPU',
        ]),
      );
      expect(new Set(names).size).toBe(names.length);
      const lines = table.split('\n');
      for (const { name, unit } of rows) {
        expect(lines.filter((line) => line.startsWith(`| ${name} (${unit}) | `))).toHaveLength(1);
      }
      expect(table).toContain('answered by the demo cluster');
      expect(chart).toMatch(/^<svg .*<\/svg>\n$/s);
    },
    timeoutMs,
  );

  it(
    'npm run bench names the parts when asked for one that is not there',
    async ({ expect }) => {
      const { code, complaints } = await runProgram('scripts/bench.mjs', '--demo-peer', '--parts', 'speed');
      expect(code).toBe(1);
      expect(complaints).toContain('There is no part speed. There are: compared, control-plane, stalled');
    },
    timeoutMs,
  );

  it(
    'watchdog-cost prints two timers and the CPU time of a round, however many forwards there are',
    async ({ expect }) => {
      const { code, output, complaints } = await runProgram('test/bench/watchdog-cost.mjs', '--rounds', '5', '--json');
      expect(code, complaints).toBe(0);
      const cost = z.object({ forwards: z.number(), timers: z.literal(2), cpuMsPerRound: z.number().positive() });
      const costs = z.array(cost).parse(JSON.parse(output));
      expect(costs.map(({ forwards }) => forwards)).toEqual([1, 100, 1_000]);
    },
    timeoutMs,
  );

  it(
    'config-cost prints medians for files of every size',
    async ({ expect }) => {
      const { code, output, complaints } = await runProgram('test/bench/config-cost.mjs', '--rounds', '1', '--json');
      expect(code, complaints).toBe(0);
      const cost = z.object({ forwards: z.number(), bytes: z.number(), wholeMs: z.number().positive() });
      const costs = z.array(cost).parse(JSON.parse(output));
      expect(costs.map(({ forwards }) => forwards)).toEqual([100, 500, 2_000]);
    },
    timeoutMs,
  );

  it(
    'reload-cost prints medians for one change among any number of forwards',
    async ({ expect }) => {
      const { code, output, complaints } = await runProgram('test/bench/reload-cost.mjs', '--rounds', '1', '--json');
      expect(code, complaints).toBe(0);
      const cost = z.object({ forwards: z.number(), diffMs: z.number().positive(), wholeMs: z.number().positive() });
      const costs = z.array(cost).parse(JSON.parse(output));
      expect(costs.map(({ forwards }) => forwards)).toEqual([100, 500, 2_000]);
    },
    timeoutMs,
  );

  it(
    'client-node-cost prints code, load time and memory, and what its KubeConfig makes of things',
    async ({ expect }) => {
      const { code, output, complaints } = await runProgram('test/bench/client-node-cost.mjs', '--runs', '1');
      expect(code, complaints).toBe(0);
      for (const name of ['client-node', 'src/main/cluster']) {
        expect(output).toMatch(new RegExp(`^${name} +\\d+\\.\\d\\d MB +-?\\d+ ms +-?\\d+\\.\\d MB$`, 'm'));
      }
      expect(output).toContain('tokenFile:');
      expect(output).not.toContain('undefined');
    },
    timeoutMs,
  );
});
