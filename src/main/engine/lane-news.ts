import type { ForwardId } from '../../shared/forward';
import type { EventBus } from './event-bus';
import { hostIdOf } from './host-id';
import type { Lane, LaneEnd } from './lane';
import type { LaneLossPlan } from './lane-set';
import type { ForwardRecord } from './record';
import type { Watchdog } from './watchdog';

/** A forward that is watched already keeps its episode: it is over when it forwards again, not before. */
export function watchForward(watchdog: Watchdog, { spec, lane }: ForwardRecord): void {
  const host = lane === null ? null : hostIdOf(lane);
  if (watchdog.state(spec.id)) watchdog.setHost(spec.id, host);
  else watchdog.register(spec.id, { onHang: spec.onHang, ...(host === null ? {} : { host }) });
}

/** Announces that a lane is lost, and what is done about those of its forwards that may have been what it died of. */
export function announceLoss(
  { bus, watchdog }: { readonly bus: EventBus; readonly watchdog: Watchdog },
  lane: Lane,
  end: LaneEnd,
  forwardIds: readonly ForwardId[],
  { parted }: LaneLossPlan,
  lossesOf: (id: ForwardId) => number,
): void {
  const silentMs = watchdog.state(hostIdOf(lane.number))?.ageMs ?? 0;
  if (end.kind === 'crashed') bus.publish('lane.crashed', { lane: lane.number, message: end.message, forwardIds });
  else bus.publish('lane.terminated', { lane: lane.number, silentMs, forwardIds });
  for (const group of parted) {
    bus.publish('lane.parted', { losses: Math.max(...group.map(lossesOf)), forwardIds: group });
  }
}
