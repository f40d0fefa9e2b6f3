import type { ForwardId } from '../../shared/forward';
import type { StuckConnections } from '../../shared/view';
import type { EventBus } from './event-bus';

/** Announces that an episode of stuck connections begins or ends, from what two heartbeats say one after the other. */
export function announceStuck(
  bus: EventBus,
  forwardId: ForwardId,
  before: StuckConnections | undefined,
  after: StuckConnections | undefined,
): void {
  if (after && !before) bus.publish('connections.stuck', { forwardId, stuck: after });
  else if (before && !after) bus.publish('connections.moving', { forwardId, stuckForMs: before.longestMs });
}
