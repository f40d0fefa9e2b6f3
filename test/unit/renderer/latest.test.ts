import { describe, expect, it } from 'vitest';
import { Latest } from '../../../src/renderer/latest';

/** Questions that are answered when the test says so. */
function rig() {
  const waiting: { question: string; answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const used: string[] = [];
  const latest = new Latest<string, string>(
    (question) => new Promise((answer, fail) => waiting.push({ question, answer, fail })),
    (answer) => used.push(answer),
    (error) => used.push((error as Error).message),
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { latest, waiting, used, settle };
}

describe('asking while somebody types', () => {
  it('asks at once, and again only when that is answered, with what stands there then', async () => {
    const { latest, waiting, used, settle } = rig();
    for (const text of ['a', 'ab', 'abc']) latest.want(text);
    expect(waiting.map(({ question }) => question)).toEqual(['a']);
    waiting[0]?.answer('about a');
    await settle();
    expect(waiting.map(({ question }) => question)).toEqual(['a', 'abc']);
    waiting[1]?.answer('about abc');
    await settle();
    expect(used).toEqual(['about abc']);
  });

  it('tells why there is no answer, unless nobody wants it any more', async () => {
    const { latest, waiting, used, settle } = rig();
    latest.want('a');
    waiting[0]?.fail(new Error('no'));
    await settle();
    latest.want('b');
    latest.forget();
    waiting[1]?.fail(new Error('never told'));
    await settle();
    expect(used).toEqual(['no']);
  });

  it('uses nothing after it is disposed', async () => {
    const { latest, waiting, used, settle } = rig();
    latest.want('a');
    latest.dispose();
    waiting[0]?.answer('late');
    await settle();
    expect(used).toEqual([]);
  });
});
