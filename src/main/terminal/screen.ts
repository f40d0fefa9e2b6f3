import type { WriteStream } from 'node:tty';
import type { Application } from '../engine/application';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { renderTable } from './table';

/** How often ages and uptimes move on, in milliseconds. */
const redrawMs = 1_000;

const clearScreen = '\u001b[H\u001b[J';
const alternateScreen = '\u001b[?1049h\u001b[?25l';
const normalScreen = '\u001b[?25h\u001b[?1049l';

/** Draws the live table on a terminal until disposed, and leaves the terminal as it was. */
export function showTable(application: Application, terminal: WriteStream, clock: Clock): Disposable {
  const store = new DisposableStore();
  const draw = () => {
    // Terminals that do not know their size say 0. The last line stays free, so that nothing scrolls.
    const [width, height] = [terminal.columns || 80, (terminal.rows || 24) - 1];
    terminal.write(clearScreen + renderTable(application.snapshot(), clock.wallTime(), width, height).join('\n'));
  };
  terminal.write(alternateScreen);
  store.add(toDisposable(() => terminal.write(normalScreen)));
  store.add(application.onDidChangeForwards(draw));
  store.add(application.onDidChangeSituation(draw));
  store.add(clock.setInterval(draw, redrawMs));
  terminal.on('resize', draw);
  store.add(toDisposable(() => terminal.off('resize', draw)));
  draw();
  return store;
}
