import type { HungReport } from './watchdog-decide';
import type { Responder } from './watchdog-poller';
import { excused, type WatchRecord } from './watchdog-record';

/** A registration: who answers and who is told, for as long as it lasts, and what is known at the moment. */
export interface Entry {
  readonly responder: Responder | null;
  readonly onHung: ((report: HungReport) => void) | null;
  record: WatchRecord;
}

export interface PolledEntry extends Entry {
  readonly responder: Responder;
}

/** Who is watched. */
export class WatchRegistry {
  readonly #entries = new Map<string, Entry>();

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  set(entry: Entry): void {
    this.#entries.set(entry.record.id, entry);
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  has(entry: Entry): boolean {
    return this.#entries.get(entry.record.id) === entry;
  }

  /** A copy: it may be walked while workers come and go. */
  records(): WatchRecord[] {
    return [...this.#entries.values()].map((entry) => entry.record);
  }

  polled(): PolledEntry[] {
    return [...this.#entries.values()].filter(isPolled);
  }

  /** The worker that this record is of, unless anything about it has changed since the record was read. */
  unchanged(record: WatchRecord): Entry | null {
    const entry = this.#entries.get(record.id);
    return entry?.record === record ? entry : null;
  }

  update(id: string, change: (record: WatchRecord) => WatchRecord): void {
    const entry = this.#entries.get(id);
    if (entry) entry.record = change(entry.record);
  }

  excuseAll(now: number): void {
    for (const entry of this.#entries.values()) entry.record = excused(entry.record, now);
  }
}

export function isPolled(entry: Entry): entry is PolledEntry {
  return entry.responder !== null;
}
