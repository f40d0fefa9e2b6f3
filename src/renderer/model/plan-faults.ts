import { importWords } from '../../shared/words-import';
import { addressOf, portOf, type PlanRow } from './plan';
import { rowName } from './plan-text';

/** The name of the forward that listens at an address already; null when nobody does. */
export type HolderAt = (address: string) => string | null;

/**
 * What is wrong with the ports of chosen rows, by the row's key, for a person. Main looks again when they are added; this is
 * so that nobody has to wait for that.
 */
export function portFaults(rows: readonly PlanRow[], holderAt: HolderAt): ReadonlyMap<number, string> {
  const faults = new Map<number, string>();
  const first = new Map<string, PlanRow>();
  for (const row of rows.filter(({ chosen }) => chosen)) {
    const port = portOf(row);
    if (port === null) {
      faults.set(row.key, importWords.portRange);
      continue;
    }
    const address = addressOf(row, port);
    const holder = holderAt(address);
    const rival = first.get(address);
    if (rival) faults.set(row.key, importWords.portTaken(port, rowName(rival)));
    else if (holder !== null) faults.set(row.key, importWords.portTaken(port, holder));
    else first.set(address, row);
  }
  return faults;
}
