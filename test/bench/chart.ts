import { figureText } from './report';
import type { ContestantName, Row } from './row';
import { bar, type Box, documentOf, line, text, widthOf, wrapped } from './svg';

const width = 800;
const margin = 20;
const labelWidth = 300;
const barsLeft = margin + labelWidth + 12;
/** Room to the right of the longest bar, for its figure. */
const figureWidth = 72;
const longestBar = width - margin - figureWidth - barsLeft;

const nameSize = 13;
const smallSize = 11;
const lineHeight = 17;
const barStep = 16;
const barHeight = 12;
const rowPadding = 12;

interface Series {
  readonly key: ContestantName;
  readonly name: string;
}

const series: readonly Series[] = [
  { key: 'portwatch', name: 'Portwatch' },
  { key: 'kubectl', name: 'kubectl 1.35' },
  { key: 'kubectlSpdy', name: 'kubectl 1.35, SPDY' },
  { key: 'clientNode', name: 'client-node' },
  { key: 'helloWorld', name: 'hello-world app' },
];

/** The rows that somebody is compared in as bars, each row on a scale of its own. An SVG document for light and dark pages. */
export function chartText(rows: readonly Row[]): string {
  const compared = rows.filter(({ kubectl, helloWorld }) => kubectl !== null || helloWorld !== null);
  const used = series.filter(({ key }) => compared.some((row) => row[key] !== null));
  const legend = legendOf(used);
  let top = margin + lineHeight + rowPadding;
  const body: string[] = [];
  for (const row of compared) {
    const drawn = rowOf(row, top);
    body.push(line(margin, width - margin, top), ...drawn.parts);
    top += drawn.height;
  }
  const height = top + margin - rowPadding;
  return documentOf('Portwatch beside others, row by row', { width, height }, [...legend, ...body]);
}

function legendOf(entries: readonly Series[]): readonly string[] {
  let x = margin;
  return entries.flatMap(({ key, name }) => {
    const box: Box = { x, y: margin, width: barHeight, height: barHeight };
    const words = text('name', x + barHeight + 6, margin + barHeight - 1.5, smallSize, name);
    x += barHeight + 6 + widthOf(name, smallSize) + 14;
    return [bar(key, box, true), words];
  });
}

interface DrawnRow {
  readonly parts: readonly string[];
  readonly height: number;
}

function rowOf(row: Row, top: number): DrawnRow {
  const measured = series.flatMap(({ key }) => (row[key] === null ? [] : [{ key, figure: row[key] }]));
  const most = Math.max(...measured.map(({ figure }) => figure).filter(Number.isFinite), Number.MIN_VALUE);
  const { name, note } = namesOf(row);
  const label = [
    ...wrapped(name, labelWidth, nameSize).map((words) => ['name', nameSize, words] as const),
    ...wrapped(note, labelWidth, smallSize).map((words) => ['note', smallSize, words] as const),
  ];
  const inner = Math.max(label.length * lineHeight, measured.length * barStep);
  const labelTop = top + rowPadding + (inner - label.length * lineHeight) / 2;
  const barsTop = top + rowPadding + (inner - measured.length * barStep) / 2;
  const words = label.map(([style, size, each], index) =>
    text(style, margin, labelTop + index * lineHeight + nameSize, size, each),
  );
  const bars = measured.flatMap(({ key, figure }, index) => {
    const y = barsTop + index * barStep + (barStep - barHeight) / 2;
    const isFinite = Number.isFinite(figure);
    const length = isFinite ? Math.max(1, (Math.max(0, figure) / most) * longestBar) : longestBar;
    return [
      bar(key, { x: barsLeft, y, width: length, height: barHeight }, isFinite),
      text('name', barsLeft + length + 6, y + barHeight - 2, smallSize, figureText(figure)),
    ];
  });
  return { parts: [...words, ...bars], height: inner + 2 * rowPadding };
}

/** What stands in brackets at a name's end goes into the small print, with the unit and which way is good. */
function namesOf({ name, unit }: Row): { readonly name: string; readonly note: string } {
  const [, plain = name, detail] = /^(.*?)(?: \(([^()]*)\))?$/.exec(name) ?? [];
  const better = unit.endsWith('/s') ? 'more is better' : 'less is better';
  return { name: plain, note: [detail, unit, better].filter((part) => part !== undefined).join(' · ') };
}
