import { beforeEach, describe, expect, it } from 'vitest';
import { PeerReaders, readerCount } from '../../../src/main/tunnel/peer-readers';

/** Of reader 3, as the first connection of every tunnel is. */
const dataId = 3;

let readers: PeerReaders;
let now: number;
let next: number;
beforeEach(() => {
  readers = new PeerReaders();
  now = 0;
  next = 1;
});

/** Pings once a second, and answers which numbers they have. */
function ping(times: number): number[] {
  return Array.from({ length: times }, () => {
    const id = next;
    readers.pinged(id, now);
    next += 2;
    now += 1_000;
    return id;
  });
}

describe('an answer that no app can hold up', () => {
  it('is not owed before anything is asked, nor after it has come', () => {
    expect(readers.unansweredMs(now)).toBe(0);
    for (const id of ping(readerCount)) readers.answered(id);
    expect(readers.unansweredMs(now)).toBe(0);
  });

  it('is owed since the first ping when no stream has sent anything', () => {
    readers.sent(dataId);
    ping(2);
    expect(readers.unansweredMs(now)).toBe(2_000);
  });

  it('is not owed by the reader whose stream may not be read', () => {
    readers.sentData(dataId, 1);
    const [first, second, third, fourth, fifth] = ping(readerCount);
    for (const id of [first, second, third, fifth]) readers.answered(id ?? 0);
    expect(fourth).toBe(7);
    now += 3_600_000;
    expect(readers.unansweredMs(now)).toBe(0);
  });

  it('is owed by the others meanwhile', () => {
    readers.sentData(dataId, 1);
    ping(readerCount);
    expect(readers.unansweredMs(now)).toBe(5_000);
  });

  it('is owed by the reader again when it has shown that the data were taken', () => {
    const round = () => ping(readerCount);
    readers.sentData(dataId, 1);
    for (const id of round()) readers.answered(id);
    const [, , , fourth] = round().map((id, reader) => (reader === dataId ? id : (readers.answered(id), id)));
    expect(readers.unansweredMs(now)).toBe(2_000);
    readers.answered(fourth ?? 0);
    expect(readers.unansweredMs(now)).toBe(0);
  });

  it('may not be known of while every reader may wait for an app', () => {
    for (let id = 3; id < 3 + 4 * readerCount; id += 4) readers.sentData(id, 1);
    ping(readerCount);
    now += 3_600_000;
    expect(readers.unansweredMs(now)).toBe(0);
  });

  it('may not be known of when so many frames wait for one reader that nothing more is read', () => {
    readers.sentData(dataId, 49);
    ping(readerCount - 2);
    expect(readers.unansweredMs(now)).toBe(3_000);
    ping(1);
    expect(readers.unansweredMs(now)).toBe(0);
  });

  it('counts pings among the frames that wait, so that an hour of them beside an app that does not read proves nothing', () => {
    readers.sentData(dataId, 1);
    for (let round = 0; round < 49; round += 1)
      for (const [reader, id] of ping(readerCount).entries()) if (reader !== dataId) readers.answered(id);
    // From here on the peer is stuck, and answers none.
    ping(readerCount);
    now += 3_600_000;
    expect(readers.unansweredMs(now)).toBe(0);
  });
});
