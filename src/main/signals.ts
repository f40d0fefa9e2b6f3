import { isatty } from 'node:tty';

/** What the headless program is told from outside. */
export interface Signals {
  /** Resolves when it is asked to end. */
  readonly asked: Promise<void>;
  /** Calls back when it is asked to read its config file again. */
  onReload(reload: () => void): void;
}

const standardStreams = [0, 1, 2] as const;

/**
 * SIGINT and SIGTERM end the program, once: ending takes a few seconds at most, and is done in order. SIGHUP has it read its
 * config file, unless it comes because the program's terminal is gone: then it ends it, too.
 */
export function listenToSignals(): Signals {
  const terminals = standardStreams.filter((stream) => isatty(stream));
  const isHungUp = () => process.platform === 'win32' || terminals.some((stream) => !isatty(stream));
  let reload: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
    process.on('SIGHUP', () => (isHungUp() ? resolve() : reload()));
  });
  return {
    asked,
    onReload: (callback) => {
      reload = callback;
    },
  };
}
