import { percentile } from '../bench/figures';
import type { Growth } from './growth';
import { faultKinds, traitsOf, type FaultKind } from './kinds';
import type { Violation } from './observation';
import type { Outcome } from './outcome';

/** One line of the table: a kind of fault and what became of it. Times in milliseconds; null: never; undefined: nothing to say. */
export interface ResultRow {
  readonly fault: FaultKind;
  readonly injected: number;
  readonly detectedP50: number | null | undefined;
  readonly detectedP95: number | null | undefined;
  readonly recoveredP50: number | null | undefined;
  readonly recoveredP95: number | null | undefined;
  readonly connectionsLost: number;
}

/** A row for each kind that was injected, in the order of `faultKinds`. */
export function resultRows(outcomes: readonly Outcome[]): readonly ResultRow[] {
  return faultKinds.flatMap((kind) => {
    const of = outcomes.filter((outcome) => outcome.kind === kind);
    if (of.length === 0) return [];
    const felt = of.filter(({ unnoticed }) => !unnoticed);
    // What was healed before anybody noticed has nothing to be detected, and what is not reported by design neither.
    const detected = felt.map(({ detectedMs }) => detectedMs);
    const isReported = traitsOf[kind].reported !== null;
    const recovered = felt.map(({ recoveredMs }) => recoveredMs);
    return {
      fault: kind,
      injected: new Set(of.map(({ fault }) => fault)).size,
      detectedP50: isReported ? share(detected, 0.5) : undefined,
      detectedP95: isReported ? share(detected, 0.95) : undefined,
      recoveredP50: share(recovered, 0.5),
      recoveredP95: share(recovered, 0.95),
      connectionsLost: of.reduce((sum, { lost }) => sum + lost, 0),
    };
  });
}

/** A percentile in which never is longer than anything. */
function share(figures: readonly (number | null)[], at: number): number | null | undefined {
  if (figures.length === 0) return undefined;
  const value = percentile(
    figures.map((figure) => figure ?? Infinity),
    at,
  );
  return Number.isFinite(value) ? value : null;
}

export function durationText(ms: number | null | undefined): string {
  if (ms === undefined) return '–';
  if (ms === null) return 'never';
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** The rows as a table in Markdown. */
export function tableText(rows: readonly ResultRow[]): string {
  const head = ['fault', 'times', 'detected p50', 'p95', 'recovered p50', 'p95', 'connections lost'];
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  const body = rows.map((row) => [
    row.fault,
    String(row.injected),
    ...[row.detectedP50, row.detectedP95, row.recoveredP50, row.recoveredP95].map(durationText),
    String(row.connectionsLost),
  ]);
  return `${[head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** The same of two programs, side by side. */
export function besideText(ours: readonly ResultRow[], theirs: readonly ResultRow[], name: string): string {
  const span = (p50: number | null | undefined, p95: number | null | undefined) =>
    p50 === undefined ? '–' : `${durationText(p50)} / ${durationText(p95)}`;
  const cells = (row: ResultRow | undefined) =>
    row
      ? [span(row.detectedP50, row.detectedP95), span(row.recoveredP50, row.recoveredP95), String(row.connectionsLost)]
      : ['', '', ''];
  const head = ['fault', 'times', 'detected', 'recovered', 'lost', `${name}: times`, 'detected', 'recovered', 'lost'];
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  const body = ours.map((row) => {
    const other = theirs.find(({ fault }) => fault === row.fault);
    return [row.fault, String(row.injected), ...cells(row), other ? String(other.injected) : '', ...cells(other)];
  });
  return `${[head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
}

export function growthText(growth: readonly Growth[]): string {
  return growth
    .map(({ what, start, middle, end, allowed }) => {
      const figure = (value: number) =>
        what === 'residentBytes' ? `${(value / 2 ** 20).toFixed(0)} MiB` : value.toFixed(0);
      const name = { residentBytes: 'memory', descriptors: 'descriptors', threads: 'threads besides lanes' }[what];
      return `${name}: ${figure(start)} at the start, ${figure(middle)} in the middle, ${figure(end)} at the end (at most ${figure(allowed)})\n`;
    })
    .join('');
}

export function violationText({ rule, atMs, forward, detail, lastEvents }: Violation, seed: number): string {
  const head = `VIOLATION ${(atMs / 1_000).toFixed(1)} s, seed ${String(seed)}, ${forward ?? 'the program'}: ${rule}. ${detail}`;
  return `${[head, ...lastEvents.map((line) => `    ${line}`)].join('\n')}\n`;
}
