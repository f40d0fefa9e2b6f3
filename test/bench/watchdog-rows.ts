import { atMost, type Row, rowOf } from './row';
import { watchdogCost } from './watchdog-work';

const forwards = 1_000;

/** Before anything else has run in this process: its CPU time is what is measured. */
export async function watchdogRows(rounds: number): Promise<readonly Row[]> {
  const { percentOfACore, timers } = await watchdogCost(forwards, rounds);
  const name = `Watchdog of ${String(forwards)} forwards`;
  return [
    rowOf(`${name}: CPU`, '% of a core', { portwatch: percentOfACore }, atMost(1, '% of a core')),
    rowOf(`${name}: timers`, 'timers', { portwatch: timers }, atMost(2, 'timers')),
  ];
}
