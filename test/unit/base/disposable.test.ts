import { describe, expect, it } from 'vitest';
import { DisposableStore, toDisposable } from '../../../src/main/base/disposable';

describe('A disposable made from a function', () => {
  it('calls it once, however often it is disposed', () => {
    let calls = 0;
    const disposable = toDisposable(() => (calls += 1));
    expect(calls).toBe(0);
    disposable.dispose();
    disposable.dispose();
    expect(calls).toBe(1);
  });

  it('calls it once even when it disposes itself, or throws', () => {
    let calls = 0;
    const disposable = toDisposable(() => {
      calls += 1;
      disposable.dispose();
      throw new Error('broken');
    });
    expect(() => disposable.dispose()).toThrow('broken');
    disposable.dispose();
    expect(calls).toBe(1);
  });
});

describe('A store of disposables', () => {
  it('disposes what it holds in reverse order, once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    for (const name of ['listener', 'tunnel', 'stream']) store.add(toDisposable(() => order.push(name)));
    store.dispose();
    store.dispose();
    expect(order).toEqual(['stream', 'tunnel', 'listener']);
  });

  it('answers with what was added', () => {
    const item = toDisposable(() => undefined);
    expect(new DisposableStore().add(item)).toBe(item);
  });

  it('disposes the rest when one of them throws, and then throws the first error', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push('first')));
    for (const name of ['second', 'third']) {
      store.add({
        dispose: () => {
          order.push(name);
          throw new Error(name);
        },
      });
    }
    expect(() => store.dispose()).toThrow('third');
    expect(order).toEqual(['third', 'second', 'first']);
  });

  it('that is disposed already disposes at once what is added', () => {
    let calls = 0;
    const store = new DisposableStore();
    store.dispose();
    store.add(toDisposable(() => (calls += 1)));
    expect(calls).toBe(1);
  });
});
