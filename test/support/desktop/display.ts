import { Readable } from 'node:stream';
import type { AsyncDisposable } from '../../../src/main/base/disposable';
import { ChildProgram, firstLine } from '../child-program';

export interface Display extends AsyncDisposable {
  /** What belongs into `DISPLAY`. */
  readonly name: string;
}

/** An X server without a screen, on a display number that it finds free by itself. */
export async function startDisplay(): Promise<Display> {
  const server = await ChildProgram.start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const answer = server.child.stdio[3];
  const number = await firstLine(server, answer instanceof Readable ? answer : null);
  return { name: `:${number.trim()}`, dispose: () => server.dispose() };
}
