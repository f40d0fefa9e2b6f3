import { figureText } from './report';
import type { Row } from './row';

const width = 760;
const rowHeight = 64;
const left = 300;
const barWidth = 380;
const series = [
  { key: 'portwatch', name: 'Portwatch', color: '#2f6fde' },
  { key: 'kubectl', name: 'kubectl 1.35', color: '#8a94a6' },
  { key: 'kubectlSpdy', name: 'kubectl 1.35, SPDY', color: '#b9c0cc' },
  { key: 'clientNode', name: 'client-node', color: '#d9c7a3' },
] as const;

/** The rows that kubectl takes part in as bars, each row on a scale of its own. An SVG document. */
export function chartText(rows: readonly Row[]): string {
  const compared = rows.filter(({ kubectl }) => kubectl !== null);
  const top = 56;
  const height = top + compared.length * rowHeight + 12;
  const legend = series.map(({ name, color }, index) => {
    const x = 16 + index * 180;
    return `<rect x="${String(x)}" y="16" width="12" height="12" fill="${color}"/><text x="${String(x + 18)}" y="26">${name}</text>`;
  });
  const body = compared.map((row, index) => rowText(row, top + index * rowHeight));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" ` +
      `viewBox="0 0 ${String(width)} ${String(height)}" font-family="system-ui, sans-serif" font-size="12" fill="#1c2330">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...legend,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function rowText(row: Row, y: number): string {
  const finite = series.map(({ key }) => row[key]).filter((figure): figure is number => Number.isFinite(figure));
  const most = Math.max(...finite, Number.MIN_VALUE);
  const bars = series.map(({ key, color }, index) => {
    const figure = row[key];
    if (figure === null) return '';
    const isFinite = Number.isFinite(figure);
    const length = isFinite ? Math.max(1, (Math.max(0, figure) / most) * barWidth) : barWidth;
    const at = String(y + index * 13);
    const style = isFinite ? `fill="${color}"` : `fill="none" stroke="${color}" stroke-dasharray="4 3"`;
    const text = `${figureText(figure)}${isFinite ? ` ${row.unit}` : ''}`;
    return (
      `<rect x="${String(left)}" y="${at}" width="${length.toFixed(1)}" height="10" ${style}/>` +
      `<text x="${(left + length + 6).toFixed(1)}" y="${String(y + index * 13 + 9)}" font-size="10">${text}</text>`
    );
  });
  return `<text x="16" y="${String(y + 22)}">${row.name}</text>\n${bars.filter(Boolean).join('\n')}`;
}
