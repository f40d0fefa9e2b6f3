import { forwardsOf, type AppEvent } from '../../shared/events';
import type { ForwardView } from '../../shared/view';

/** `id` is the forward's, not the event's number. */
const replaced = ['id', 'forwardId', 'forwardIds'];

/**
 * An event as one JSON object: `time` (ISO 8601), `event`, what the event says, and for forwards `id`, `alias`,
 * `address` (`127.0.0.1:8080`) and `state`. An event about several forwards lists them under `forwards`.
 */
export function jsonLine(event: AppEvent, find: (id: string) => ForwardView | undefined): string {
  const { time, type, ...rest } = event;
  const about = forwardsOf(event).flatMap((id) => find(id) ?? []);
  const said = Object.fromEntries(Object.entries(rest).filter(([key]) => !replaced.includes(key)));
  return JSON.stringify({ time: new Date(time).toISOString(), event: type, ...identity(event, about), ...said }, whole);
}

function identity(event: AppEvent, about: readonly ForwardView[]): object {
  const described = about.map(({ id, alias, address, state }) => ({ id, alias, address, state: state.kind }));
  if ('forwardIds' in event) return { forwards: described };
  return described[0] ?? ('forwardId' in event ? { id: event.forwardId } : {});
}

/** Durations are measured more finely than anybody reads them. */
function whole(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value;
}
