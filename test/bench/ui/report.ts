import { median } from '../figures';
import { figureText } from '../report';
import type { UiFigures } from './figures';

/** A line of the table: what is measured, with few forwards and with many. */
export interface UiRow {
  readonly name: string;
  readonly unit: string;
  readonly few: number;
  readonly many: number;
  /** What has to be reached with many; empty when the row only informs. */
  readonly target: string;
  readonly met: boolean | null;
}

interface Line {
  readonly name: string;
  readonly unit: string;
  readonly of: (figures: UiFigures) => number;
  readonly target?: { readonly text: string; readonly reached: (many: number) => boolean };
}

const atMost = (limit: number, unit: string) => ({
  text: `≤ ${String(limit)} ${unit}`,
  reached: (many: number) => many <= limit,
});

const lines: readonly Line[] = [
  {
    name: 'Window asked for until its list is painted',
    unit: 'ms',
    of: ({ firstPaintMs }) => firstPaintMs,
    target: atMost(300, 'ms'),
  },
  { name: 'A batch of heartbeats', unit: 'ms', of: ({ batchMs }) => batchMs, target: atMost(8, 'ms') },
  { name: 'A change of a few states', unit: 'ms', of: ({ changeMs }) => changeMs, target: atMost(8, 'ms') },
  {
    name: 'Scrolling while heartbeats come',
    unit: 'frames/s',
    of: ({ framesPerSecond }) => framesPerSecond,
    target: { text: '≥ 59 frames/s', reached: (many) => many >= 59 },
  },
  { name: 'Frames that came late', unit: '%', of: ({ lateFrames }) => 100 * lateFrames },
  { name: "The page's thread, for each frame", unit: 'ms', of: ({ frameMs }) => frameMs },
  {
    name: 'CPU while it is looked at',
    unit: '% of a core',
    of: ({ visibleCpu }) => 100 * visibleCpu,
    target: atMost(5, '%'),
  },
  {
    name: 'CPU while it is hidden',
    unit: '% of a core',
    of: ({ hiddenCpu }) => 100 * hiddenCpu,
    target: atMost(0.5, '%'),
  },
  { name: "Memory of the page's process", unit: 'MiB', of: ({ memoryMiB }) => memoryMiB },
];

/** Medians over the rounds, and what they come to. */
export function uiRows(figures: readonly UiFigures[], few: number, many: number): readonly UiRow[] {
  const medianOf = (count: number, of: Line['of']) =>
    median(figures.filter(({ forwards }) => forwards === count).map(of));
  return lines.map(({ name, unit, of, target }) => {
    const figure = medianOf(many, of);
    return {
      name,
      unit,
      few: medianOf(few, of),
      many: figure,
      target: target?.text ?? '',
      met: target === undefined ? null : target.reached(figure),
    };
  });
}

/** `limitKb`: of all that the window may ever load. In thousands of bytes, as they are sent. */
export function bundleRow(bytes: number, limitKb = 150): UiRow {
  const size = bytes / 1_000;
  const target = atMost(limitKb, 'kB');
  return {
    name: 'Script and style, gzipped',
    unit: 'kB',
    few: size,
    many: size,
    target: target.text,
    met: target.reached(size),
  };
}

/** The rows as a table in Markdown. */
export function uiTable(rows: readonly UiRow[], few: number, many: number): string {
  const body = rows.map(({ name, unit, few: less, many: more, target, met }) => [
    `${name} (${unit})`,
    figureText(less),
    figureText(more),
    target,
    met === null ? '' : met ? 'yes' : '**no**',
  ]);
  const head = ['', `${String(few)} forwards`, `${String(many)} forwards`, `target, ${String(many)} forwards`, 'met'];
  const table = [head, ['---', '---:', '---:', '---', '---'], ...body];
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n') + '\n';
}
