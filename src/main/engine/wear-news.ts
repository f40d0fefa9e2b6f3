import type { ForwardId } from '../../shared/forward';
import type { WearNews } from '../worker/protocol';
import type { EventBus } from './event-bus';

/** Announces what became of a worn tunnel. */
export function announceWear(bus: EventBus, forwardId: ForwardId, news: WearNews): void {
  const { why } = news;
  const afterMs = Math.round(news.afterMs);
  if (news.kind === 'stays') bus.publish('health.worn', { forwardId, why, afterMs, problem: news.problem });
  else {
    const { pod, transport } = news;
    const tookMs = Math.round(news.tookMs);
    bus.publish('forward.renewed', { forwardId, why, afterMs, pod, transport, tookMs });
  }
}
