import { describe, expect, it } from 'vitest';
import { Confirm } from '../../../src/renderer/confirm.svelte';

const question = { title: 'Stop 2 forwards?', text: 'Whoever uses them is cut off.', confirm: 'Stop 2 forwards' };

describe('a question', () => {
  it('stands until it is answered, and tells who asked', async () => {
    const confirm = new Confirm();
    const answer = confirm.ask(question);
    expect(confirm.asked).toEqual(question);
    confirm.answer(true);
    expect(confirm.asked).toBeNull();
    expect(await answer).toBe(true);
  });

  it('is answered with no by another one in its place', async () => {
    const confirm = new Confirm();
    const first = confirm.ask(question);
    const second = confirm.ask({ ...question, title: 'Stop 3 forwards?' });
    expect(await first).toBe(false);
    confirm.answer(true);
    expect(await second).toBe(true);
  });

  it('is answered with no when the window ends', async () => {
    const confirm = new Confirm();
    const answer = confirm.ask(question);
    confirm.dispose();
    expect(await answer).toBe(false);
  });

  it('cannot be answered twice', async () => {
    const confirm = new Confirm();
    const answer = confirm.ask(question);
    confirm.answer(false);
    confirm.answer(true);
    expect(await answer).toBe(false);
  });
});
