import type { Writable } from 'node:stream';
import type { AppEvent } from '../../shared/events';
import { forwardsOf } from '../../shared/events';
import { eventSentence } from '../../shared/event-phrases';
import { clockText } from '../../shared/durations-text';
import type { Application } from '../engine/application';
import type { Disposable } from '../base/disposable';
import { jsonLine } from './json-lines';

/** One line per event: JSON for programs, a sentence for people. Heartbeats are left out: they are not news. */
export function logLines(application: Application, output: Writable, format: 'text' | 'json'): Disposable {
  const write = (event: AppEvent) => {
    if (event.type === 'watchdog.heartbeat') return;
    // What changed it has been told as an event of its own.
    if (format === 'text' && event.type === 'health.changed') return;
    const views = new Map(application.snapshot().forwards.map((view) => [view.id, view]));
    if (format === 'json') {
      output.write(`${jsonLine(event, (id) => views.get(id))}\n`);
      return;
    }
    const names = forwardsOf(event).map((id) => views.get(id)?.alias ?? id);
    output.write(`${clockText(event.time)} ${[names.join(', '), eventSentence(event)].filter(Boolean).join(': ')}\n`);
  };
  return application.bus.onDidPublish(write);
}
