import { addCells, conflictSentence, countText, noteLines } from '../../shared/exchange-phrases';
import type { ImportNote, ImportPlan } from '../../shared/import-plan';
import type { UndoneImport } from '../../shared/import-request';

/** What an import does, to be read before it is done. `isDone`: it has been. */
export function planLines(plan: ImportPlan, path: string, isDone: boolean): readonly string[] {
  const { adds, conflicts, cannot, changes } = plan;
  const verb = isDone ? 'Added' : 'Would add';
  const same = conflicts.filter(({ kind }) => kind === 'same');
  const clashes = conflicts.filter(({ kind }) => kind !== 'same');
  return [
    adds.length === 0 ? `Nothing to add to ${path}.` : `${verb} to ${path}: ${countText(adds.length)}`,
    ...columns(adds.map(addCells)).map((line) => `  + ${line}`),
    ...section('There already', columns(same.map((one) => [one.draft.where, conflictSentence(one)])), '='),
    ...section('Left out, in conflict', columns(clashes.map((one) => [one.draft.where, conflictSentence(one)])), '!'),
    ...noteSections(cannot, changes),
  ];
}

/** What is taken back. `isDone`: it has been. */
export function undoLines({ path, removed, left }: UndoneImport, isDone: boolean): readonly string[] {
  const verb = isDone ? 'Removed' : 'Would remove';
  const title = 'Left as they are, since they are not what was imported any more';
  return [
    removed.length === 0 ? `Nothing to remove from ${path}.` : `${verb} from ${path}: ${countText(removed.length)}`,
    ...columns(removed.map(addCells)).map((line) => `  - ${line}`),
    ...section(title, columns(left.map(addCells)), '!'),
  ];
}

/** What a format cannot express, or what cannot be taken over. */
export function noteSections(cannot: readonly ImportNote[], changes: readonly ImportNote[]): readonly string[] {
  const lost = cannot.filter(({ costsForward }) => costsForward);
  const settings = cannot.filter(({ costsForward }) => !costsForward);
  return [
    ...section('Cannot be taken over', noteLines(lost), '✗'),
    ...section('Taken over without', noteLines(settings), '-'),
    ...section('Mind', noteLines(changes), '~'),
  ];
}

function section(title: string, lines: readonly string[], mark: string): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${mark} ${line}`)];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
