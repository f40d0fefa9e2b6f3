/** Milliseconds per unit of Go's `time.ParseDuration`. Both code points that look like µ are accepted there too. */
const units: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Milliseconds of a Go duration (`1h15m30.5s`, `250ms`, `-3s`, `0`); null when it is not one. */
export function parseGoDuration(text: string): number | null {
  const [, sign, rest] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === undefined || rest === '') return null;
  if (rest === '0') return 0;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return null;
  let total = 0;
  for (const [, amount, unit] of rest.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    total += Number(amount) * (units.get(unit ?? '') ?? Number.NaN);
  }
  return Number.isFinite(total) ? (sign === '-' ? -total : total) : null;
}
