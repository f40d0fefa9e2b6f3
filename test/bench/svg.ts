import type { ContestantName } from './row';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type TextStyle = 'name' | 'note';

/** On a light page, and on a dark one. */
interface Colours {
  readonly light: string;
  readonly dark: string;
}

const barColours: Readonly<Record<ContestantName, Colours>> = {
  portwatch: { light: '#2563d9', dark: '#5b92f0' },
  kubectl: { light: '#6b7585', dark: '#97a1b2' },
  kubectlSpdy: { light: '#aab3c0', dark: '#626c7c' },
  clientNode: { light: '#c79a3a', dark: '#c79a3a' },
  helloWorld: { light: '#4d9a6a', dark: '#5fb380' },
};
const textColours: Readonly<Record<TextStyle, Colours>> = {
  name: { light: '#1c2330', dark: '#e6e9ef' },
  note: { light: '#5b6472', dark: '#9aa3b2' },
};
const page: Colours = { light: '#ffffff', dark: '#10151d' };
const rule: Colours = { light: '#e2e6ec', dark: '#2c3441' };

/** The width of a letter as a part of its size: more than the average of any font that is likely to be used. */
const letterWidth = 0.6;

/** How wide a text is at most, in the units of the picture. */
export function widthOf(words: string, size: number): number {
  return words.length * letterWidth * size;
}

/** A text in lines that are no wider than this, broken between words. */
export function wrapped(words: string, width: number, size: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = [lines.at(-1), word].filter((part) => part !== undefined).join(' ');
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * An SVG document. Light colours are attributes, so that they hold where styles do not; the style takes their place on a
 * dark page.
 */
export function documentOf(title: string, { width, height }: Pick<Box, 'width' | 'height'>, parts: readonly string[]) {
  const size = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${size} font-family="system-ui, 'DejaVu Sans', sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<style>@media (prefers-color-scheme: dark) {`,
    `.page { fill: ${page.dark}; stroke: ${rule.dark} }`,
    `.rule { stroke: ${rule.dark} }`,
    ...Object.entries(textColours).map(([name, { dark }]) => `.${name} { fill: ${dark} }`),
    ...Object.entries(barColours).map(
      ([name, { dark }]) => `.${name} { fill: ${dark} }\n.${name}-never { stroke: ${dark} }`,
    ),
    `}</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${String(width - 1)}" height="${String(height - 1)}" rx="8" ` +
      `fill="${page.light}" stroke="${rule.light}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Whole, or only dashed where there is no figure that it could stand for. */
export function bar(of: ContestantName, { x, y, width, height }: Box, isWhole: boolean): string {
  const { light } = barColours[of];
  const style = isWhole
    ? `class="${of}" fill="${light}"`
    : `class="${of}-never" fill="none" stroke="${light}" stroke-dasharray="4 3"`;
  return `<rect ${style} x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${String(height)}" rx="1.5"/>`;
}

/** `y` is where the letters stand. */
export function text(style: TextStyle, x: number, y: number, size: number, words: string): string {
  const { light } = textColours[style];
  return `<text class="${style}" x="${short(x)}" y="${short(y)}" font-size="${String(size)}" fill="${light}">${escaped(words)}</text>`;
}

/** A thin line from left to right. */
export function line(from: number, to: number, y: number): string {
  return `<path class="rule" d="M${short(from)} ${short(y)}H${short(to)}" stroke="${rule.light}" stroke-width="1"/>`;
}

function short(figure: number): string {
  return String(Math.round(figure * 10) / 10);
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
