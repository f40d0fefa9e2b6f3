import { sentence } from '../../shared/phrases';
import type { ConfigProblem } from '../../shared/view';

/** Words that only the tray and native dialogs use; what is said about forwards is in `src/shared/phrases.ts`. */
export const words = {
  demoCluster: 'Demo cluster: nothing here is real',
  restart: 'Restart',
  copyAddress: 'Copy address',
  openInBrowser: 'Open in browser',
  start: 'Start',
  stop: 'Stop',
  show: 'Show',
  showDetails: 'Show details',
  flapping: 'the tunnel is lost again and again',
  restartAllHung: 'Restart all hung',
  startAll: 'Start all',
  stopAll: 'Stop all',
  pauseWatching: 'Pause watching',
  resumeWatching: 'Resume watching',
  addForward: 'Add forward…',
  importForwards: 'Import forwards…',
  settings: 'Settings…',
  muteForAnHour: 'Mute notifications for an hour',
  unmuteAll: (until: string | null) => `Unmute notifications${until === null ? '' : ` (muted until ${until})`}`,
  muteForward: 'Mute its notifications',
  unmuteForward: (until: string | null) => `Unmute its notifications${until === null ? '' : ` (muted until ${until})`}`,
  muteGroup: 'Mute notifications of this group',
  unmuteGroup: (until: string | null) =>
    `Unmute notifications of this group${until === null ? '' : ` (muted until ${until})`}`,
  production: 'production',
  portwatch: 'Portwatch',
  forwardsMenu: 'Forwards',
  openPortwatch: 'Open Portwatch',
  quit: 'Quit Portwatch',
  hungAndFailed: (count: number) => `Hung and failed (${String(count)})`,
  stillRunning: {
    title: 'Portwatch keeps running',
    body: 'Your forwards stay up. Find Portwatch in the tray, or start it again to see this window.',
  },
} as const;

/** `portwatch.yaml has 2 problems`; empty when it has none. */
export function problemsText(problems: readonly ConfigProblem[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const name = fileName(first.file);
  return problems.length === 1 ? `${name} has a problem` : `${name} has ${String(problems.length)} problems`;
}

/** `portwatch.yaml:3:11: port is missing.` */
export function problemLine({ file, line, column, message }: ConfigProblem): string {
  const place = line > 0 ? `:${String(line)}:${String(column)}` : '';
  return `${fileName(file)}${place}: ${sentence(message)}`;
}

/** What a notification says about a config file that could not be taken as it is. */
export function problemsNotification(problems: readonly ConfigProblem[]): { title: string; body: string } {
  const [first] = problems;
  if (first === undefined) return { title: '', body: '' };
  const where = first.line > 0 ? `Line ${String(first.line)}, column ${String(first.column)}: ` : '';
  return { title: problemsText(problems), body: `${where}${sentence(first.message)} ${sentence(first.hint)}`.trim() };
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
