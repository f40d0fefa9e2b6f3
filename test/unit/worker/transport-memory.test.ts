import { describe, expect, it } from 'vitest';
import { rememberMs, TransportMemory } from '../../../src/main/worker/transport-memory';
import { FakeClock } from '../../support/fake-clock';

const fromTheBest = ['websocket', 'spdy', 'v4'];

describe('the memory of transports', () => {
  it('begins with the best and ends with the last resort', () => {
    expect(new TransportMemory(new FakeClock()).order('a')).toEqual(fromTheBest);
  });

  it('begins with what worked, for that API server alone', () => {
    const memory = new TransportMemory(new FakeClock());
    memory.worked('a', 'spdy');
    expect(memory.order('a')).toEqual(['spdy', 'websocket', 'v4']);
    expect(memory.order('b')).toEqual(fromTheBest);
  });

  it('looks for better after ten minutes, also when what worked has gone on working', async () => {
    const clock = new FakeClock();
    const memory = new TransportMemory(clock);
    memory.worked('a', 'v4');
    await clock.advance(rememberMs - 1);
    memory.worked('a', 'v4');
    expect(memory.order('a')).toEqual(['v4', 'websocket', 'spdy']);
    await clock.advance(1);
    expect(memory.order('a')).toEqual(fromTheBest);
  });

  it('stays with it for as long again when there was nothing better', async () => {
    const clock = new FakeClock();
    const memory = new TransportMemory(clock);
    memory.worked('a', 'spdy');
    await clock.advance(rememberMs);
    memory.worked('a', 'spdy');
    expect(memory.order('a')).toEqual(['spdy', 'websocket', 'v4']);
  });
});
