import { agoText, bytesText, durationText } from '../../shared/durations-text';
import { isRunning } from '../../shared/forward';
import { localText, sentence, stateHint, stateSentence, stateWord, summarySentence } from '../../shared/phrases';
import type { ConfigProblem, ForwardView, Snapshot } from '../../shared/view';

const marks = { stopped: '○', starting: '◌', active: '●', reconnecting: '◐', hung: '▲', failed: '✕' } as const;

/** The live table: one line per forward, then what is wrong and what to do. `width` in columns. */
export function renderTable(snapshot: Snapshot, now: number, width: number): readonly string[] {
  const rows = [header, ...snapshot.forwards.map((view) => columnsOf(view, now))];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const title = `Portwatch: ${summarySentence(snapshot.forwards, snapshot.watching)}`;
  return [title, ...situationLines(snapshot), '', ...lines, '', ...illnesses(snapshot.forwards, now)].map((line) =>
    fit(line, width),
  );
}

const header = ['', 'FORWARD', 'LOCAL', 'TARGET', 'STATE', 'POD', 'HEARTBEAT', 'UPTIME', 'TRAFFIC'];

function columnsOf(view: ForwardView, now: number): readonly string[] {
  const { state, beat } = view;
  return [
    marks[state.kind],
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
  if (source.kind === 'demo')
    lines.push('Demo cluster: nothing here is real. Run with -c FILE to forward to your own clusters.');
  if (source.kind === 'none') lines.push(`Nothing to forward: ${source.path} does not exist yet.`);
  return [...lines, ...problems.map(problemLine)];
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
    .filter(({ state }) => state.kind === 'hung' || state.kind === 'failed' || state.kind === 'reconnecting')
    .map(
      (view) => `${marks[view.state.kind]} ${view.alias}: ${`${stateSentence(view, now)} ${stateHint(view)}`.trim()}`,
    );
}

function fit(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
