import type { LogLevel } from '../../shared/log-level';
import type { Application } from '../engine/application';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import { eventEntry, jsonText, type LogEntry, messageEntry, plainText } from './entry';
import { isWithin } from './level';

/** Where lines go. */
export interface LogOutput {
  /** `json` for programs: one object a line. `text` for people. */
  readonly format: 'json' | 'text';
  /** Nothing less grave is written. */
  readonly level: LogLevel;
  /** `events`: only what the application announces; `messages`: only what is no event. Everything unless told. */
  readonly only?: 'events' | 'messages';
  /** Takes a line with its end. Must neither block nor throw. */
  readonly write: (line: string) => void;
}

/** Tells what happens, once, to all its outputs: the application's events, and messages that explain something later. */
export class Log {
  readonly #outputs = new Set<LogOutput>();

  constructor(private readonly clock: Pick<Clock, 'wallTime'>) {}

  /** Disposing the answer ends it. */
  addOutput(output: LogOutput): Disposable {
    this.#outputs.add(output);
    return toDisposable(() => this.#outputs.delete(output));
  }

  /** From now on every event has a line. */
  follow(application: Pick<Application, 'bus' | 'snapshot'>): Disposable {
    return application.bus.onDidPublish((event) => {
      // Looking everything up for a line that nobody wants would cost more than the rest of a poll.
      if (event.type === 'watchdog.heartbeat' && ![...this.#outputs].some(({ level }) => level === 'debug')) return;
      const views = new Map(application.snapshot().forwards.map((view) => [view.id, view]));
      this.#tell(eventEntry(event, (id) => views.get(id)));
    });
  }

  info(message: string): void {
    this.#tell(messageEntry(this.clock.wallTime(), 'info', message));
  }

  warn(message: string, cause?: unknown): void {
    this.#tell(messageEntry(this.clock.wallTime(), 'warn', message, cause));
  }

  error(message: string, cause?: unknown): void {
    this.#tell(messageEntry(this.clock.wallTime(), 'error', message, cause));
  }

  #tell(entry: LogEntry): void {
    const kind = entry.event === 'message' ? 'messages' : 'events';
    for (const { format, level, only = kind, write } of this.#outputs) {
      if (only !== kind || !isWithin(entry.level, level)) continue;
      if (format === 'json') write(`${jsonText(entry)}\n`);
      else if (entry.sentence !== '') write(`${plainText(entry)}\n`);
    }
  }
}

/** What stands in a log in place of lines that there was no room for. */
export function lostLines(format: LogOutput['format'], clock: Pick<Clock, 'wallTime'>): (lines: number) => string {
  return (lines) => {
    const sentence = `${String(lines)} ${lines === 1 ? 'line' : 'lines'} of the log could not be written and are missing here`;
    const entry: LogEntry = {
      time: clock.wallTime(),
      level: 'warn',
      event: 'log.lines-lost',
      fields: { lines },
      sentence,
    };
    return `${format === 'json' ? jsonText(entry) : plainText(entry)}\n`;
  };
}
