import { diffConfig } from '../../src/main/config-diff';
import { defaultSettings } from '../../src/main/config/config-result';
import type { ForwardSpec } from '../../src/shared/forward';
import { EngineBench } from '../support/engine-bench';
import { specOf } from '../support/forwards';

/** What a reload with one change takes of the main thread, in milliseconds: medians of the rounds. */
export interface ReloadCost {
  readonly forwards: number;
  /** Starting all of them, as when a first file appears; measured once. */
  readonly startMs: number;
  /** Taking over what the thread that reads the file has made of it. */
  readonly takeMs: number;
  readonly diffMs: number;
  readonly applyMs: number;
  /** The views that all surfaces are told. */
  readonly viewsMs: number;
  readonly wholeMs: number;
}

/** On an engine whose forwards run, on lanes without threads. */
export async function reloadCost(forwards: number, rounds: number): Promise<ReloadCost> {
  const bench = new EngineBench();
  let before: readonly ForwardSpec[] = specs(forwards, 0);
  const started = performance.now();
  bench.engine.setForwards(before, []);
  const startMs = performance.now() - started;
  await bench.clock.advance(0);
  const times: number[][] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const posted = { kind: 'loaded', path: '/portwatch.yaml', specs: specs(forwards, round + 1), broken: [] } as const;
    const marks = [performance.now()];
    const after = structuredClone(posted);
    marks.push(performance.now());
    const settings = defaultSettings;
    const diff = diffConfig({ specs: before, broken: [], settings }, { ...after, settings });
    marks.push(performance.now());
    bench.engine.reconfigure(diff.forwards, []);
    marks.push(performance.now());
    bench.engine.views();
    marks.push(performance.now());
    if (diff.forwards.changed.length !== 1) throw new Error('One forward has changed');
    before = after.specs;
    await bench.clock.advance(0);
    times.push([...marks.slice(1).map((mark, at) => mark - (marks[at] ?? 0)), (marks.at(-1) ?? 0) - (marks[0] ?? 0)]);
  }
  bench.watchdog.dispose();
  const [takeMs = 0, diffMs = 0, applyMs = 0, viewsMs = 0, wholeMs = 0] = [0, 1, 2, 3, 4].map((column) =>
    median(times.slice(1).map((row) => row[column] ?? 0)),
  );
  return { forwards, startMs: rounded(startMs), takeMs, diffMs, applyMs, viewsMs, wholeMs };
}

/** The one in the middle leads elsewhere in every round. */
function specs(count: number, round: number): ForwardSpec[] {
  return Array.from({ length: count }, (_, index) =>
    specOf({
      alias: `service-${String(index)}`,
      localPort: 10_000 + index,
      port: index === Math.floor(count / 2) ? 80 + (round % 2) : 80,
      target: { kind: 'service', name: `service-${String(index)}` },
    }),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
