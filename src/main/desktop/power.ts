import { powerMonitor } from 'electron';
import { toDisposable, type Disposable } from '../base/disposable';
import type { Application } from '../engine/application';

/** Tells the engine when the machine wakes. One sleep may be told twice, which changes nothing. */
export function watchPower(application: Pick<Application, 'machineResumed'>): Disposable {
  const resumed = () => application.machineResumed();
  powerMonitor.on('resume', resumed);
  return toDisposable(() => powerMonitor.off('resume', resumed));
}
