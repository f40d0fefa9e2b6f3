import { describe, expect, it } from 'vitest';
import { noTraffic } from '../../../src/shared/view';
import { settle } from '../../support/fake-clock';
import { SlowResponder, SwitchedResponder, WatchdogScene } from '../../support/watchdog-scene';

describe('A responder', () => {
  it('is asked once per poll, and counts when it is alive', async () => {
    const scene = new WatchdogScene();
    const responder = new SwitchedResponder('a');
    scene.watchdog.register('a', { responder });
    await scene.pass(60);
    expect(responder.asked).toBe(12);
    expect(scene.watchdog.state('a')).toMatchObject({ count: 12, phase: 'forwarding' });
    expect(scene.hung).toEqual([]);
  });

  it('does not count when it says that it is dead', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a', { responder: new SwitchedResponder('a', false) });
    await scene.pass(20);
    expect(scene.watchdog.state('a')).toMatchObject({ count: 0, ageMs: null });
    expect(scene.hung).toEqual(['a']);
  });

  it('that never answers is not asked again, delays nobody, and is reported', async () => {
    const scene = new WatchdogScene();
    const silent = new SwitchedResponder('a', 'silent');
    scene.watchdog.register('a', { responder: silent });
    scene.watchdog.register('b', { responder: new SwitchedResponder('b') });
    await scene.pass(120);
    expect(silent.asked).toBe(1);
    expect(scene.watchdog.state('b')?.count).toBe(24);
    expect(scene.hung).toEqual(['a']);
  });

  it('that answers late counts when the answer comes, and is asked again', async () => {
    const scene = new WatchdogScene();
    const responder = new SlowResponder('a');
    scene.watchdog.register('a', { responder });
    await scene.pass(21);
    expect(scene.hung).toEqual(['a']);
    await responder.answer(true);
    expect(scene.watchdog.state('a')).toMatchObject({ count: 1, ageMs: 0 });
    expect(scene.recovered).toEqual(['a']);
    await scene.pass(5);
    expect(responder.asked).toBe(2);
  });

  it('that rejects or throws is no sign of life, is told as an error, and is asked again', async () => {
    const scene = new WatchdogScene();
    const rejecting = new SlowResponder('a');
    const throwing = {
      forwardId: 'b',
      isAlive: () => {
        throw new Error('thrown');
      },
    };
    scene.watchdog.register('a', { responder: rejecting });
    scene.watchdog.register('b', { responder: throwing });
    await scene.pass(6);
    await rejecting.fail(new Error('rejected'));
    expect(scene.errors).toMatchObject([{ message: 'thrown' }, { message: 'rejected' }]);
    await scene.pass(14);
    expect(rejecting.asked).toBe(2);
    expect(scene.hung).toEqual(['a', 'b']);
  });

  it('has its answer dropped when the worker was unregistered or registered anew meanwhile', async () => {
    const scene = new WatchdogScene();
    const first = new SlowResponder('a');
    const second = new SlowResponder('a');
    scene.watchdog.register('a', { responder: first });
    await scene.pass(6);
    scene.watchdog.register('a', { responder: second });
    await first.answer(true);
    expect(scene.watchdog.state('a')?.count).toBe(0);
    await scene.pass(5);
    await second.answer(true);
    expect(scene.watchdog.state('a')?.count).toBe(1);
    await scene.pass(5);
    scene.watchdog.unregister('a');
    await second.fail(new Error('too late'));
    expect(scene.errors).toEqual([]);
  });

  it('has its answer dropped when the watchdog was stopped meanwhile, even if it runs again', async () => {
    const scene = new WatchdogScene();
    const responder = new SlowResponder('a');
    scene.watchdog.register('a', { responder });
    await scene.pass(6);
    scene.watchdog.stop();
    scene.watchdog.start();
    await scene.pass(6);
    expect(responder.asked).toBe(2);
    await responder.answer(true);
    expect(scene.watchdog.state('a')?.count).toBe(0);
    await responder.answer(true);
    expect(scene.watchdog.state('a')?.count).toBe(1);
  });

  it('may stop the watchdog while it is being asked: nobody else is asked', async () => {
    const scene = new WatchdogScene();
    const other = new SwitchedResponder('b');
    scene.watchdog.register('a', { responder: new SwitchedResponder('a', true, () => scene.watchdog.stop()) });
    scene.watchdog.register('b', { responder: other });
    await scene.pass(60);
    expect(other.asked).toBe(0);
  });
});

describe('A lane', () => {
  it('is one question for all of its forwards, however many', async () => {
    const scene = new WatchdogScene();
    const ids = Array.from({ length: 100 }, (_, index) => `worker-${String(index)}`);
    const lane = new SwitchedResponder('lane:1', true, () => {
      for (const id of ids) scene.watchdog.heartbeat(id, { ageMs: 200 });
    });
    scene.watchdog.register('lane:1', { kind: 'lane', responder: lane });
    for (const id of ids) scene.watchdog.register(id, { host: 'lane:1' });
    await scene.pass(60);
    expect(lane.asked).toBe(12);
    expect(scene.of('watchdog.heartbeat').map(({ beats }) => beats.length)).toEqual(Array(12).fill(100));
    expect(scene.hung).toEqual([]);
  });
});

describe('The batch of heartbeats', () => {
  it('is one event per poll, with what was heard since the last one', async () => {
    const scene = new WatchdogScene();
    const traffic = { ...noTraffic, bytesUp: 7 };
    scene.watchdog.register('a');
    scene.watchdog.register('b');
    await scene.pass(4);
    scene.watchdog.heartbeat('a', { ageMs: 300, traffic, roundTripMs: 21.5 });
    scene.watchdog.heartbeat('b');
    const at = scene.clock.wallTime();
    expect(scene.events).toEqual([]);
    await scene.pass(1);
    expect(scene.of('watchdog.heartbeat').map(({ beats }) => beats)).toEqual([
      [
        { id: 'a', at, ageMs: 300, count: 1, traffic, roundTripMs: 21.5 },
        { id: 'b', at, ageMs: 0, count: 1, traffic: noTraffic, roundTripMs: null },
      ],
    ]);
  });

  it('has only the latest of each forward', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.keepBeating('a');
    await scene.pass(5);
    expect(scene.of('watchdog.heartbeat').map(({ beats }) => beats.map(({ count }) => count))).toEqual([[5]]);
  });

  it('is not published when it would be empty, nor for what brings no newer proof, nor for lanes', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a', { ageMs: 1_000 });
    scene.watchdog.register('lane:1', { kind: 'lane', responder: new SwitchedResponder('lane:1') });
    await scene.pass(6);
    expect(scene.of('watchdog.heartbeat').length).toBe(1);
    scene.watchdog.heartbeat('a', { ageMs: 7_000 });
    await scene.pass(6);
    expect(scene.of('watchdog.heartbeat').length).toBe(1);
  });

  it('waits for all who were asked, and is published as soon as the last has answered', async () => {
    const scene = new WatchdogScene();
    const slow = new SlowResponder('slow');
    scene.watchdog.register('quick', { responder: new SwitchedResponder('quick') });
    scene.watchdog.register('slow', { responder: slow });
    await scene.pass(6);
    expect(scene.events).toEqual([]);
    await slow.answer(true);
    expect(scene.of('watchdog.heartbeat').map(({ beats }) => beats.map(({ id }) => id))).toEqual([['quick', 'slow']]);
  });

  it('waits no longer than until the next poll', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('quick', { responder: new SwitchedResponder('quick') });
    scene.watchdog.register('silent', { responder: new SwitchedResponder('silent', 'silent') });
    await scene.pass(9.9);
    expect(scene.events).toEqual([]);
    await scene.pass(0.1);
    expect(scene.of('watchdog.heartbeat').map(({ beats }) => beats.map(({ count }) => count))).toEqual([[1], [2]]);
  });

  it('stays one per poll when workers that beat by themselves are among those that are asked', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('pushing');
    scene.keepBeating('pushing');
    scene.watchdog.register('polled', { responder: new SwitchedResponder('polled') });
    await scene.pass(60);
    expect(scene.of('watchdog.heartbeat').length).toBe(12);
  });

  it('is not published for an answer to an earlier poll, but with the next one', async () => {
    const scene = new WatchdogScene();
    const slow = new SlowResponder('slow');
    scene.watchdog.register('quick', { responder: new SwitchedResponder('quick') });
    scene.watchdog.register('slow', { responder: slow });
    await scene.pass(12);
    expect(scene.of('watchdog.heartbeat').length).toBe(2);
    await slow.answer(true);
    expect(scene.of('watchdog.heartbeat').length).toBe(2);
    await scene.pass(3);
    await slow.answer(true);
    expect(
      scene
        .of('watchdog.heartbeat')[2]
        ?.beats.map(({ id }) => id)
        .sort(),
    ).toEqual(['quick', 'slow']);
  });

  it('has nothing from before a stop, nor from while the watchdog was stopped', async () => {
    const scene = new WatchdogScene();
    for (const id of ['before', 'meanwhile']) scene.watchdog.register(id);
    scene.watchdog.heartbeat('before');
    scene.watchdog.stop();
    scene.watchdog.heartbeat('meanwhile');
    scene.watchdog.start();
    await scene.pass(10);
    expect(scene.events).toEqual([]);
  });

  it('does not speak of workers that have been unregistered since', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a');
    scene.watchdog.unregister('a');
    await scene.pass(10);
    expect(scene.events).toEqual([]);
  });

  it('is not published after stop', async () => {
    const scene = new WatchdogScene();
    const slow = new SlowResponder('slow');
    scene.watchdog.register('a');
    scene.watchdog.register('slow', { responder: slow });
    await scene.pass(6);
    scene.watchdog.heartbeat('a');
    scene.watchdog.stop();
    await slow.answer(true);
    await settle();
    expect(scene.events).toEqual([]);
  });
});
