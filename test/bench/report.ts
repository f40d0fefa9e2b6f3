import type { Row } from './row';

/** A figure with as many digits as it deserves. */
export function figureText(figure: number | null): string {
  if (figure === null) return '–';
  if (!Number.isFinite(figure)) return 'never';
  const size = Math.abs(figure);
  return figure.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** The rows as a table in Markdown. */
export function tableText(rows: readonly Row[]): string {
  const head = ['', 'Portwatch', 'kubectl 1.35', 'kubectl, SPDY', 'client-node', 'ratio', 'target', 'met'];
  const body = rows.map((row) => [
    `${row.name} (${row.unit})`,
    figureText(row.portwatch),
    figureText(row.kubectl),
    figureText(row.kubectlSpdy),
    figureText(row.clientNode),
    row.ratio === null ? '–' : row.ratio.toFixed(2),
    row.target,
    row.met === null ? '' : row.met ? 'yes' : '**no**',
  ]);
  const rule = head.map((_, index) => (index === 0 ? '---' : index < 6 ? '---:' : '---'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n') + '\n';
}

/** The rows as JSON. It has no infinity: what never happens is null there, and `never` names whose figure that is. */
export function jsonText(rows: readonly Row[]): string {
  const marked = rows.map((row) => ({
    ...row,
    never: (['portwatch', 'kubectl', 'kubectlSpdy', 'clientNode'] as const).filter((name) => row[name] === Infinity),
  }));
  return `${JSON.stringify({ rows: marked }, null, 2)}\n`;
}
