import type { EscalationStep } from '../../shared/events';
import type { ForwardId } from '../../shared/forward';
import { planRescue, type RescueAction, type Rescuer, stepTaken } from './escalation';
import { patientsAmong } from './watchdog-decide';
import type { WatchRegistry } from './watchdog-registry';
import type { WatchdogSettings } from '../../shared/watchdog-settings';
import type { WatchdogVoice } from './watchdog-voice';

/** Carries out what escalation plans, remembers it, and says what was done. */
export class WatchdogRescue {
  constructor(
    private readonly rescuer: Rescuer,
    private readonly registry: WatchRegistry,
    private readonly voice: WatchdogVoice,
  ) {}

  /** `mayGoOn` is asked before each step: an earlier one may have paused or stopped the watchdog. */
  run(now: number, settings: WatchdogSettings, mayGoOn: () => boolean): void {
    const records = new Map(this.registry.records().map((record) => [record.id, record]));
    for (const action of planRescue(patientsAmong([...records.values()], now, settings), now, settings.thresholdMs)) {
      const planned = records.get(action.step === 'replace-lane' ? action.hostId : action.id);
      if (mayGoOn() && planned && this.registry.unchanged(planned)) this.#act(action, now);
    }
  }

  #act(action: RescueAction, now: number): void {
    switch (action.step) {
      case 'reconnect':
        this.#take([action.id], action.step, now, () => this.rescuer.reconnect(action.id));
        return;
      case 'restart':
        this.#take([action.id], action.step, now, () => this.rescuer.restart(action.id));
        return;
      case 'give-up':
        this.#take([action.id], action.step, now, () => this.rescuer.giveUp(action.id, action.hardRestarts));
        return;
      case 'replace-lane':
        this.#remember(action.hostId, action.step, now, action.counts);
        this.#take(action.forwardIds, action.step, now, () => this.rescuer.replaceHost(action.hostId), action.counts);
        return;
    }
  }

  /** Remembered before it is tried, so that a rescuer that throws is not called again at the very next check. */
  #take(ids: readonly ForwardId[], step: EscalationStep, now: number, command: () => void, counts = true): void {
    for (const id of ids) this.#remember(id, step, now, counts);
    if (!this.voice.call(command)) return;
    for (const forwardId of ids) this.voice.publish('watchdog.restarted', { forwardId, step, byUser: false });
  }

  #remember(id: string, step: EscalationStep, now: number, counts: boolean): void {
    this.registry.update(id, (record) => ({ ...record, escalation: stepTaken(record.escalation, step, now, counts) }));
  }
}
