import { agoText, bytesText, durationText } from '../../shared/durations-text';
import { ailmentOf, type ForwardState, isRunning, shownKind } from '../../shared/forward';
import { localText, sentence, stateHint, stateSentence, stateWord, summarySentence } from '../../shared/phrases';
import type { Problem } from '../../shared/problem';
import type { ConfigProblem, ConfigSource, ForwardView, Snapshot } from '../../shared/view';

const marks = {
  stopped: '○',
  listening: '◎',
  starting: '◌',
  active: '●',
  stale: '◐',
  ailing: '◒',
  reconnecting: '◐',
  hung: '▲',
  failed: '✕',
} as const;

/**
 * The live table: one line per forward, what is wrong, and what to do. `width` and `height` in characters: rows are cut
 * and counted when there is no room for them, explanations go on in the next line.
 */
export function renderTable(snapshot: Snapshot, now: number, width: number, height: number): readonly string[] {
  const table = tableLines(snapshot.forwards, now);
  const above = [
    `Portwatch: ${summarySentence(snapshot.forwards, snapshot.watching, snapshot.problems.length > 0)}`,
    ...situationLines(snapshot),
  ];
  const top = [...above.flatMap((line) => wrap(line, width)), ''];
  const below = illnesses(snapshot.forwards, now).flatMap((line) => wrap(line, width));
  const bottom = below.length > 0 ? ['', ...below] : [];
  const room = Math.max(2, height - top.length - bottom.length);
  const rows = table.length <= room ? table : [...table.slice(0, room - 1), moreText(table.length - room + 1)];
  return [...top, ...rows.map((line) => fit(line, width)), ...bottom].slice(0, height);
}

/** A heading, then a line for each forward, in columns. */
function tableLines(forwards: readonly ForwardView[], now: number): readonly string[] {
  const rows = [header, ...forwards.map((view) => columnsOf(view, now))];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function moreText(count: number): string {
  return `… and ${String(count)} more`;
}

const header = ['', 'FORWARD', 'LOCAL', 'TARGET', 'STATE', 'POD', 'HEARTBEAT', 'UPTIME', 'TRAFFIC'];

function columnsOf(view: ForwardView, now: number): readonly string[] {
  const { state, beat } = view;
  return [
    marks[shownKind(view)],
    view.alias,
    localText(view),
    view.target,
    stateWord(view),
    state.kind === 'active' ? state.pod : '',
    beat && isRunning(state) ? agoText(now - beat.at + beat.ageMs) : '',
    state.kind === 'active' ? durationText(now - state.since) : '',
    beat ? `${bytesText(beat.traffic.bytesUp)} up, ${bytesText(beat.traffic.bytesDown)} down` : '',
  ];
}

/** Where the forwards come from, and what is wrong with that. */
export function situationLines({ source, problems }: Snapshot): readonly string[] {
  const lines: string[] = [];
  if (source.kind === 'demo') lines.push(demoLine(source));
  if (source.kind === 'none') lines.push(`Nothing to forward: ${source.path} does not exist yet.`);
  return [...lines, ...problems.map(problemLine)];
}

function demoLine({ reason, path = 'a file' }: Extract<ConfigSource, { kind: 'demo' }>): string {
  const why = reason === 'asked' ? '' : ' Neither a kubeconfig nor a file with forwards was found.';
  const wayOut =
    reason === 'asked' ? 'start again without --demo.' : 'start again; or run with -c FILE, or with --kubeconfig FILE.';
  return `Demo cluster: nothing here is real.${why} To see your own forwards, list them in ${path} and ${wayOut}`;
}

/** `FILE:LINE:COLUMN: what is wrong. What to do.` */
export function problemLine({ file, line, column, message, hint }: ConfigProblem): string {
  const where = line === 0 ? file : `${file}:${String(line)}:${String(column)}`;
  return `${where}: ${[message, hint]
    .filter((text) => text !== '')
    .map(sentence)
    .join(' ')}`;
}

function illnesses(forwards: readonly ForwardView[], now: number): readonly string[] {
  return forwards
    .filter(({ state }) => ['hung', 'failed', 'reconnecting'].includes(state.kind) || besides(state) !== null)
    .map(
      (view) => `${marks[shownKind(view)]} ${view.alias}: ${`${stateSentence(view, now)} ${stateHint(view)}`.trim()}`,
    );
}

/** What is to be told of a forward whose state does not tell it. */
function besides(state: ForwardState): Problem | null {
  return state.kind === 'listening' ? state.problem : ailmentOf(state);
}

/** Breaks between words, or within one that is too long for a line of its own; what continues is indented. */
function wrap(line: string, width: number): readonly string[] {
  const indent = '  ';
  const room = Math.max(1, width - indent.length);
  const pieces = line.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${String(room)}}`, 'gu')) ?? ['']);
  const lines: string[] = [];
  let current: string | null = null;
  for (const piece of pieces) {
    if (current === null) current = piece;
    else if (current.length + 1 + piece.length <= width) current += ` ${piece}`;
    else {
      lines.push(current);
      current = indent + piece;
    }
  }
  return current === null ? lines : [...lines, current];
}

function fit(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
