import { type Row, whoNeverGotThere } from './row';

/** A figure with as many digits as it deserves. */
export function figureText(figure: number | null): string {
  if (figure === null) return '–';
  if (Number.isNaN(figure)) return 'failed';
  if (!Number.isFinite(figure)) return 'never';
  if (Number.isInteger(figure)) return String(figure);
  const size = Math.abs(figure);
  return figure.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}

const head = [
  '',
  'Portwatch',
  'kubectl 1.35',
  'kubectl, SPDY',
  'client-node',
  'hello world',
  'ratio',
  'target',
  'met',
] as const;
const firstWord = head.indexOf('target');

/** The rows as a table in Markdown, and what answered at the other end of them. */
export function tableText(rows: readonly Row[]): string {
  const body = rows.map((row) => [
    `${row.name} (${row.unit})`,
    figureText(row.portwatch),
    figureText(row.kubectl),
    figureText(row.kubectlSpdy),
    figureText(row.clientNode),
    figureText(row.helloWorld),
    row.ratio === null ? '–' : row.ratio.toFixed(2),
    row.target,
    row.met === null ? '' : row.met ? 'yes' : '**no**',
  ]);
  const rule = head.map((_, index) => (index === 0 || index >= firstWord ? '---' : '---:'));
  const table = [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`);
  return [...table, ...farEndLines(rows)].join('\n') + '\n';
}

/** A line for every run of rows with the same other end. */
function farEndLines(rows: readonly Row[]): readonly string[] {
  const lines: string[] = [];
  rows.forEach((row, index) => {
    if (row.farEnd === null || rows[index - 1]?.farEnd === row.farEnd) return;
    const next = rows.findIndex((other, at) => at > index && other.farEnd !== row.farEnd);
    const last = rows.at(next === -1 ? -1 : next - 1) ?? row;
    const names = last === row ? `"${row.name}"` : `From "${row.name}" to "${last.name}"`;
    lines.push(`${names}: answered by ${row.farEnd}.`);
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

/** The rows as JSON. It has no infinity: what never happens is null there, and `never` names whose figure that is. */
export function jsonText(rows: readonly Row[]): string {
  const marked = rows.map((row) => ({ ...row, never: whoNeverGotThere(row) }));
  return `${JSON.stringify({ rows: marked }, null, 2)}\n`;
}
