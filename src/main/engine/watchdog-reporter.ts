import type { HungReport } from './watchdog-decide';
import { withEpisode, withoutEpisode } from './watchdog-record';
import type { Entry, WatchRegistry } from './watchdog-registry';
import type { WatchdogVoice } from './watchdog-voice';

/** Notes a finding in the worker's record, and then says it. Lanes are not announced: their forwards are. */
export class WatchdogReporter {
  constructor(
    private readonly registry: WatchRegistry,
    private readonly voice: WatchdogVoice,
  ) {}

  hung(entry: Entry, report: HungReport, now: number): void {
    const { id: forwardId, ...said } = report;
    entry.record = withEpisode(entry.record, now);
    if (entry.record.kind === 'forward') this.voice.publish('watchdog.hung', { forwardId, ...said });
    if (this.registry.has(entry)) this.voice.call(() => entry.onHung?.(report));
  }

  stale(entry: Entry, ageMs: number): void {
    const { id: forwardId } = entry.record;
    entry.record = { ...entry.record, stale: true };
    this.voice.publish('health.stale', { forwardId, ageMs });
  }

  recovered(entry: Entry, hungForMs: number): void {
    const { id: forwardId, kind } = entry.record;
    entry.record = withoutEpisode(entry.record);
    if (kind === 'forward') this.voice.publish('watchdog.recovered', { forwardId, hungForMs });
  }
}
