import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/main/base/emitter';

describe('An emitter', () => {
  it('tells its listeners in the order in which they came', () => {
    const emitter = new Emitter<string>();
    const heard: string[] = [];
    emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire('a');
    expect(heard).toEqual(['first a', 'second a']);
  });

  it('tells a function twice that subscribed twice, and once after one of them is disposed', () => {
    const emitter = new Emitter<null>();
    let calls = 0;
    const listener = () => (calls += 1);
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(null);
    first.dispose();
    first.dispose();
    emitter.fire(null);
    expect(calls).toBe(3);
    expect(emitter.listenerCount).toBe(1);
  });

  it('lets those added or removed while it fires count from the next firing on', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event((value) => {
      heard.push(`first ${String(value)}`);
      second.dispose();
      if (value === 1) emitter.event((later) => heard.push(`late ${String(later)}`));
    });
    const second = emitter.event((value) => heard.push(`second ${String(value)}`));
    emitter.fire(1);
    emitter.fire(2);
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'late 2']);
  });

  it('tells the others when one throws, and hands the error on', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<null>((error) => errors.push(error));
    let calls = 0;
    emitter.event(() => {
      throw new Error('broken');
    });
    emitter.event(() => (calls += 1));
    emitter.fire(null);
    expect(calls).toBe(1);
    expect(errors).toMatchObject([{ message: 'broken' }]);
  });

  it('tells nobody once it is disposed', () => {
    const emitter = new Emitter<null>();
    let calls = 0;
    emitter.event(() => (calls += 1));
    emitter.dispose();
    emitter.fire(null);
    expect(calls).toBe(0);
    expect(emitter.listenerCount).toBe(0);
  });

  it('without anybody to hear them, lets errors surface as uncaught instead of losing them', async () => {
    const emitter = new Emitter<null>();
    emitter.event(() => {
      throw new Error('unheard');
    });
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    try {
      const surfaced = new Promise((resolve) => process.once('uncaughtException', resolve));
      emitter.fire(null);
      expect(await surfaced).toMatchObject({ message: 'unheard' });
    } finally {
      for (const other of others) process.on('uncaughtException', other);
    }
  });
});
