import { describe, expect, it } from 'vitest';
import { Gate } from '../../../src/main/cluster/gate';
import { settle } from '../../support/fake-clock';

const never = new AbortController().signal;

describe('a gate', () => {
  it('lets in as many as it may, and then one for each that leaves, in order', async () => {
    const gate = new Gate(2);
    const entered: number[] = [];
    for (const visitor of [1, 2, 3, 4]) void gate.enter(never).then(() => entered.push(visitor));
    await settle();
    expect(entered).toEqual([1, 2]);
    gate.leave();
    await settle();
    expect(entered).toEqual([1, 2, 3]);
    gate.leave();
    await settle();
    expect(entered).toEqual([1, 2, 3, 4]);
  });

  it('forgets whoever gives up waiting', async () => {
    const gate = new Gate(1);
    const controller = new AbortController();
    await gate.enter(never);
    const gone = gate.enter(controller.signal);
    const next = gate.enter(never);
    controller.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    gate.leave();
    await next;
  });

  it('is free again when all have left', async () => {
    const gate = new Gate(1);
    await gate.enter(never);
    gate.leave();
    await gate.enter(never);
  });

  it('does not let in whoever has already given up', async () => {
    const gate = new Gate(1);
    await expect(gate.enter(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    await gate.enter(never);
  });
});
