import type { DiffLine } from '../../shared/editing';

/** Lines around a change that are shown with it. */
const around = 3;

/** More than anybody reads; what is different beyond that is shown as removed and added whole. */
const maxEdits = 400;

/** What is different between two texts, line by line, with a few of the lines around it. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  const room = Math.min(old.length, now.length) - head;
  while (tail < room && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const same = (lines: readonly string[]) => lines.map((text): DiffLine => ({ kind: 'same', text }));
  return folded([
    ...same(old.slice(0, head)),
    ...shortestEdit(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...same(old.slice(old.length - tail)),
  ]);
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Myers' greedy algorithm: as few removed and added lines as there can be. */
function shortestEdit(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= maxEdits; edits += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = beginOf(furthest, diagonal, edits);
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return walkedBack(trace, old, now);
    }
  }
  return [
    ...old.map((text): DiffLine => ({ kind: 'removed', text })),
    ...now.map((text): DiffLine => ({ kind: 'added', text })),
  ];
}

/** Whether the way along a diagonal comes from above, where a line is added, and not from the left, where one is removed. */
function comesFromAbove(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? 0);
}

/** Where on its diagonal a step begins, before it goes on along lines that are the same. */
function beginOf(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  if (comesFromAbove(furthest, diagonal, edits)) return furthest.get(diagonal + 1) ?? 0;
  return (furthest.get(diagonal - 1) ?? -1) + 1;
}

function walkedBack(
  trace: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  now: readonly string[],
): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [old.length, now.length];
  for (const [edits, furthest] of [...trace.entries()].reverse()) {
    const diagonal = x - y;
    for (const begin = beginOf(furthest, diagonal, edits); x > begin; x -= 1, y -= 1) {
      lines.push({ kind: 'same', text: old[x - 1] ?? '' });
    }
    if (edits === 0) break;
    if (comesFromAbove(furthest, diagonal, edits)) {
      y -= 1;
      lines.push({ kind: 'added', text: now[y] ?? '' });
    } else {
      x -= 1;
      lines.push({ kind: 'removed', text: old[x] ?? '' });
    }
  }
  return lines.reverse();
}

/** Long runs of what stays the same become a gap. */
function folded(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>();
  for (const [at, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let other = at - around; other <= at + around; other += 1) near.add(other);
  }
  const shown: DiffLine[] = [];
  for (const [at, line] of lines.entries()) {
    if (near.has(at)) shown.push(line);
    else if (near.size > 0 && shown.at(-1)?.kind !== 'gap') shown.push({ kind: 'gap', text: '' });
  }
  return shown;
}
