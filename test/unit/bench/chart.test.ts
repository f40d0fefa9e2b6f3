import { describe, expect, it } from 'vitest';
import { chartText } from '../../bench/chart';
import { atLeastTimes, rowOf } from '../../bench/row';
import { widthOf } from '../../bench/svg';

const longName = 'A row with a name that is much longer than any that fits into one line of the chart';
const rows = [
  rowOf('Download', 'MB/s', { portwatch: 785, kubectl: 719, kubectlSpdy: 848, clientNode: 581 }, atLeastTimes(1)),
  rowOf(longName, 'connections', { portwatch: 0, kubectl: 123_456 }, null),
  rowOf('Round trip (kube-apiserver 1.36)', 'ms', { portwatch: 2.5, kubectl: Infinity }, null),
  rowOf('Memory as a tray icon', 'MiB', { portwatch: 175, helloWorld: 178 }, null),
  rowOf('Idle CPU', '% of a core', { portwatch: 0.4 }, null),
];

interface Text {
  readonly x: number;
  readonly y: number;
  readonly end: number;
  readonly words: string;
}

function textsOf(svg: string): readonly Text[] {
  return [...svg.matchAll(/<text [^>]*x="([\d.]+)" y="([\d.]+)" font-size="(\d+)"[^>]*>([^<]*)</g)].map((match) => {
    const [, x = '', y = '', size = '', words = ''] = match;
    return { x: Number(x), y: Number(y), end: Number(x) + widthOf(words, Number(size)), words };
  });
}

describe("the benchmark's chart", () => {
  const svg = chartText(rows);
  const texts = textsOf(svg);
  const [, width = 0, height = 0] = (/width="(\d+)" height="([\d.]+)"/.exec(svg) ?? []).map(Number);

  it('cuts no text', () => {
    expect(texts.length).toBeGreaterThan(15);
    for (const { x, y, end } of texts) {
      expect(x).toBeGreaterThan(0);
      expect(end).toBeLessThan(width);
      expect(y).toBeLessThan(height);
    }
  });

  it('lets no text run into a bar or into another text', () => {
    const bars = [
      ...svg.matchAll(/<rect class="(?!page)[^>]* x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="(\d+)"/g),
    ];
    const boxes = bars.map(([, x, y, w, h]) => [x, y, w, h].map(Number));
    expect(boxes.length).toBeGreaterThan(12);
    for (const { x, y, end } of texts) {
      for (const [left = 0, top = 0, wide = 0, high = 0] of boxes) {
        const isBeside = end <= left || x >= left + wide;
        const isAboveOrBelow = y <= top || y - 8 >= top + high;
        expect(isBeside || isAboveOrBelow).toBe(true);
      }
      const others = texts.filter((other) => other.x !== x || other.y !== y);
      for (const other of others) {
        expect(other.end <= x || other.x >= end || Math.abs(other.y - y) >= 11).toBe(true);
      }
    }
  });

  it('breaks a long name between words, and puts unit and far end below the name', () => {
    const words = texts.map((text) => text.words);
    expect(words.join(' ')).toContain(longName);
    expect(words).not.toContain(longName);
    expect(words).toContain('kube-apiserver 1.36 · ms · less is better');
    expect(words).toContain('MB/s · more is better');
  });

  it('leaves out rows in which nobody is compared, and series that nobody has', () => {
    expect(texts.map(({ words }) => words)).not.toContain('Idle CPU');
    const two = textsOf(chartText(rows.slice(3))).map(({ words }) => words);
    expect(two).toContain('hello-world app');
    expect(two).not.toContain('kubectl 1.35');
  });

  it('draws what never happened as an outline', () => {
    expect(svg).toMatch(/class="kubectl-never" fill="none"/);
    expect(texts.map(({ words }) => words)).toContain('never');
  });
});
