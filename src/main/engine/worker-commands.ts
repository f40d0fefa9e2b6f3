import type { ForwardId } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { LaneCommand } from '../worker/protocol';
import { hungCause } from './engine-problems';
import type { ForwardBook } from './forward-book';
import type { LaneSet } from './lane-set';
import type { PodListener } from './pod-follower';

/** What workers are told about their forwards, each through the lane that hosts it. Who has no lane is told nothing. */
export class WorkerCommands implements PodListener {
  constructor(
    private readonly book: ForwardBook,
    private readonly lanes: LaneSet,
  ) {}

  reconnect(id: ForwardId): void {
    const record = this.book.get(id);
    if (record) this.#count(id, { type: 'reconnect', id, cause: hungCause(record) });
  }

  restart(id: ForwardId): void {
    this.#count(id, { type: 'restart', id });
  }

  onPodLeft(id: ForwardId, podUid: string, cause: Problem): void {
    this.send(id, { type: 'leave', id, podUid, cause });
  }

  onPodReady(id: ForwardId): void {
    this.send(id, { type: 'good-news', news: 'pod-ready', ids: [id] });
  }

  /** Something that a person sees as a restart. */
  #count(id: ForwardId, command: LaneCommand): void {
    const record = this.book.get(id);
    if (!record || record.lane === null) return;
    this.book.update(id, { restarts: record.restarts + 1 });
    this.send(id, command);
  }

  send(id: ForwardId, command: LaneCommand): void {
    const number = this.book.get(id)?.lane ?? null;
    if (number !== null) this.lanes.get(number)?.send(command);
  }
}
