import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Contact } from '../../../src/renderer/contact.svelte';
import { FakePage } from './fake-page';

const step = 2_000;

/** A window whose main process answers when it is told to. */
function given() {
  const scene = { now: 1_000_000, asked: 0, answer: (): void => undefined };
  const page = new FakePage();
  const contact = new Contact({
    api: {
      stillThere: () => {
        scene.asked += 1;
        return new Promise((resolve) => (scene.answer = () => resolve(true)));
      },
    },
    now: () => scene.now,
    page,
  });
  const looks = (times: number) => {
    for (let time = 0; time < times; time += 1) {
      scene.now += step;
      contact.look();
    }
  };
  return { scene, page, contact, looks };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('contact with main', () => {
  it('is asked for one answer at a time, and is there while answers come', async () => {
    const { scene, contact, looks } = given();
    looks(2);
    expect([scene.asked, contact.silentSince]).toEqual([1, null]);
    scene.answer();
    await Promise.resolve();
    await Promise.resolve();
    looks(1);
    expect([scene.asked, contact.silentSince]).toEqual([2, null]);
  });

  it('is lost when an answer is owed for longer than six seconds, since it was asked for', () => {
    const { contact, looks } = given();
    looks(4);
    expect(contact.silentSince).toBeNull();
    looks(1);
    expect(contact.silentSince).toBe(1_002_000);
  });

  it('is back with the answer', async () => {
    const { scene, contact, looks } = given();
    looks(6);
    scene.answer();
    await Promise.resolve();
    await Promise.resolve();
    expect(contact.silentSince).toBeNull();
  });

  it('is not lost by a sleep: whoever slept asks for patience anew', () => {
    const { scene, contact, looks } = given();
    looks(1);
    scene.now += 3_600_000;
    contact.look();
    looks(3);
    expect(contact.silentSince).toBeNull();
    looks(1);
    expect(contact.silentSince).not.toBeNull();
  });

  it('is nobody’s question while nobody sees the window, and one at once when somebody does', () => {
    const { scene, page, contact } = given();
    page.see(false);
    contact.start();
    vi.advanceTimersByTime(5 * step);
    expect([scene.asked, vi.getTimerCount()]).toEqual([0, 0]);
    page.see(true);
    expect(scene.asked).toBe(1);
    contact.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
