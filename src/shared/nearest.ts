/** Longer words are never typing slips of each other, and comparing them would cost time. */
const longestCompared = 200;

/** How many letters must be added, dropped, changed or swapped with their neighbour to make `b` of `a`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * The names that `word` was probably meant to be, the likeliest first, at most `limit`. A name qualifies when it
 * differs by a slip (a third of its letters at most, case aside) or when one contains the other.
 */
export function nearest(word: string, names: Iterable<string>, limit = 3): readonly string[] {
  const wanted = word.toLowerCase();
  if (wanted === '' || wanted.length > longestCompared) return [];
  const scored: { name: string; score: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase();
    if (candidate === '' || candidate.length > longestCompared) continue;
    const distance = editDistance(wanted, candidate);
    const slip = distance <= Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    const contained = Math.min(wanted.length, candidate.length) >= 3 && overlaps(wanted, candidate);
    if (slip || contained) scored.push({ name, score: slip ? distance : distance + longestCompared });
  }
  scored.sort((x, y) => x.score - y.score || (x.name < y.name ? -1 : 1));
  return scored.slice(0, limit).map(({ name }) => name);
}

function overlaps(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

/** `Did you mean "a"?`, `Did you mean "a" or "b"?`; empty for none. */
export function didYouMean(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop();
  if (last === undefined) return '';
  return quoted.length === 0 ? `Did you mean ${last}?` : `Did you mean ${quoted.join(', ')} or ${last}?`;
}
