import { sentence } from '../../shared/phrases';
import type { ConfigProblem } from '../../shared/view';

/**
 * Words that only the tray and native dialogs use. What is said about forwards is in `src/shared/phrases.ts`, and what can
 * be done with them is called as in the window: `src/shared/words-actions.ts`.
 */
export const words = {
  demoCluster: 'Demo cluster: nothing here is real',
  show: 'Show',
  flapping: 'the tunnel is lost again and again',
  production: 'production',
  portwatch: 'Portwatch',
  starting: 'Portwatch is starting',
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
