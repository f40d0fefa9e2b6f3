import { redact } from './redact';

/** Where the desktop says what is no news for a person but may explain something later. */
export interface Logger {
  info(message: string): void;
  warn(message: string, cause?: unknown): void;
  error(message: string, cause?: unknown): void;
}

/** One line per message: time, level, text, without secrets. */
export function createLogger(write: (line: string) => void, wallTime: () => number): Logger {
  const line = (level: string, message: string, cause?: unknown) => {
    const text = cause === undefined ? message : `${message} ${causeText(cause)}`;
    write(`${new Date(wallTime()).toISOString()} ${level} ${redact(text)}\n`);
  };
  return {
    info: (message) => line('info', message),
    warn: (message, cause) => line('warn', message, cause),
    error: (message, cause) => line('error', message, cause),
  };
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
