import { durationText } from '../../shared/durations-text';
import { eventSentence } from '../../shared/event-phrases';
import { forwardsOf, type AppEvent } from '../../shared/events';
import type { ForwardId } from '../../shared/forward';
import type { Disposable } from '../base/disposable';
import type { Application } from '../engine/application';
import type { Logger } from './log';

/** Writes down what happens, a line each. Heartbeats are no news. */
export function logEvents(application: Application, log: Logger): Disposable {
  return application.bus.onDidPublish((event) => {
    if (event.type === 'watchdog.heartbeat') return;
    const { forwards } = application.snapshot();
    log.info(eventLine(event, (id) => forwards.find((view) => view.id === id)?.alias ?? id));
  });
}

/** `orders-db: hung: no progress for 17 s, …`; `lane 1 started (thread 4711)`. */
export function eventLine(event: AppEvent, nameOf: (id: ForwardId) => string): string {
  switch (event.type) {
    case 'lane.started':
      // The operating system's number, for whoever looks at the thread with its tools.
      return `lane ${event.lane} started${event.osThreadId === null ? '' : ` (thread ${event.osThreadId})`}`;
    case 'lane.terminated':
      return `lane ${event.lane} replaced: it did not answer for ${durationText(event.silentMs)}${forwardNames(event)}`;
    case 'lane.crashed':
      return `lane ${event.lane} crashed: ${event.message}${forwardNames(event)}`;
    default:
      return [...forwardsOf(event).map(nameOf), eventSentence(event)].join(': ');
  }

  function forwardNames({ forwardIds }: { readonly forwardIds: readonly ForwardId[] }): string {
    return forwardIds.length === 0 ? '' : ` (${forwardIds.map(nameOf).join(', ')})`;
  }
}
