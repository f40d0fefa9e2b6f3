import { describe, expect, it } from 'vitest';
import { ForwardActions } from '../../../src/main/desktop/actions';
import { Diagnoses } from '../../../src/main/desktop/diagnoses';
import { requestHandlers } from '../../../src/main/desktop/request-handlers';
import { answerRequest, RefusedRequest } from '../../../src/main/desktop/request';
import { FakeClock } from '../../support/fake-clock';
import { someView } from '../../support/views';
import { fakeApplication, someSnapshot } from './fake-application';

function served() {
  const { application, calls, state } = fakeApplication(new FakeClock());
  const copied: string[] = [];
  const actions = new ForwardActions(application, {
    writeClipboard: (text) => void copied.push(text),
    openExternal: () => Promise.resolve(),
  });
  const writeClipboard = (text: string) => void copied.push(text);
  const diagnoses = new Diagnoses({ application, onProgress: () => undefined, writeClipboard });
  return { handlers: requestHandlers(application, actions, diagnoses), calls, state, copied };
}

describe("The window's requests", () => {
  it('are answered by the application', async () => {
    const { handlers, calls, state } = served();
    state.current = someSnapshot({ forwards: [someView()] });
    expect(await answerRequest('snapshot', undefined, handlers)).toBe(state.current);
    expect(await answerRequest('restart', { ids: ['a', 'b'] }, handlers)).toHaveLength(2);
    expect(await answerRequest('setWatching', { watching: false }, handlers)).toBe(false);
    expect(calls).toEqual(['restart a,b', 'watching false']);
  });

  it.each([
    ['restart', undefined],
    ['restart', { ids: [] }],
    ['restart', { ids: [1] }],
    ['stop', { ids: 'all' }],
    ['stop', { ids: Array.from({ length: 2_001 }, () => 'a') }],
    ['timeline', { id: '' }],
    ['timeline', { id: 'x'.repeat(301) }],
    ['copyAddress', null],
    ['setWatching', { watching: 'yes' }],
    ['snapshot', { anything: true }],
  ] as const)('are refused before any handler sees them when malformed: %s %j', async (name, payload) => {
    const { handlers, calls } = served();
    await expect(answerRequest(name, payload, handlers)).rejects.toBeInstanceOf(RefusedRequest);
    expect(calls).toEqual([]);
  });
});
