import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/shared/problem';
import type { Diagnosis } from '../../../src/shared/diagnosis';
import { failed, ok } from '../../../src/main/diagnose/finding';
import { diagnosisOfBroken } from '../../../src/main/diagnose/broken-forward';
import { findForward } from '../../../src/main/diagnose/find-forward';
import { DiagnosisProgress } from '../../../src/main/diagnose/progress';
import { secretsOfCredentials, secretsOfUser, withoutSecrets } from '../../../src/main/diagnose/secrets';
import { FakeClock } from '../../support/fake-clock';
import { problemWith, specOf } from '../../support/forwards';

function begin(signal = new AbortController().signal) {
  const clock = new FakeClock();
  const seen: Diagnosis[] = [];
  const progress = new DiagnosisProgress(specOf(), clock, (diagnosis) => seen.push(diagnosis), signal);
  const state = () => progress.diagnosis.steps.find(({ id }) => id === 'pod');
  return { clock, seen, progress, state };
}

describe('a step', () => {
  it('gives up at its deadline, and says so', async () => {
    const { clock, progress, state } = begin();
    const step = progress.step('pod', () => new Promise<never>(() => undefined));
    await clock.advance(5_000);
    expect(await step).toBeNull();
    expect(state()).toMatchObject({ state: 'failed', tookMs: 5_000, problem: { code: 'timed-out' } });
    expect(state()?.problem?.message).toBe('Pod: no answer within 5 s');
  });

  it('fails with the problem that was thrown', async () => {
    const { progress, state } = begin();
    const problem = problemWith('forbidden');
    expect(await progress.step('pod', () => Promise.reject(new ProblemError(problem)))).toBeNull();
    expect(state()).toMatchObject({ state: 'failed', problem });
  });

  it('does not begin once everything is cancelled', async () => {
    const cancel = new AbortController();
    const { progress, state } = begin(cancel.signal);
    cancel.abort(new Error('enough'));
    await progress.step('pod', () => Promise.resolve({ finding: ok('never'), gained: true }));
    expect(state()).toMatchObject({ state: 'skipped', detail: 'Cancelled.' });
  });

  it('leaves out what only a forward promises', () => {
    const problem = { ...problemWith('api-unreachable'), hint: 'Check the VPN. Portwatch keeps trying.' };
    expect(failed(problem).problem?.hint).toBe('Check the VPN.');
  });
});

describe('secrets', () => {
  const token = 'eyJhbGciOi.secret-token';
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n';
  const password = 'hunter2-and-more';
  const inEnvironment = 'AKIA-very-secret';

  it('stand in no word of any step', async () => {
    const { progress, seen } = begin();
    progress.hide(
      secretsOfUser({
        token,
        password,
        'client-key-data': 'TUlJRXZRSUJBREFO',
        'auth-provider': { name: 'oidc', config: { 'refresh-token': 'refresh-me-please' } },
        exec: { apiVersion: 'v1', command: 'aws', env: [{ name: 'SECRET', value: inEnvironment }] },
      }),
    );
    progress.hide(secretsOfCredentials({ headers: { Authorization: 'Bearer other-token-of-plugin' }, key }));
    const all = [token, password, 'TUlJRXZRSUJBREFO', 'refresh-me-please', inEnvironment, 'other-token-of-plugin', key];
    const said = `It said: ${all.join(' ')} at https://ada:${password}@proxy:3128/`;
    for (const id of ['credentials', 'api-server', 'permission', 'pod', 'tunnel', 'app'] as const) {
      await progress.step(id, () => Promise.resolve({ finding: ok(said), gained: true }));
      await progress.step(id, () =>
        Promise.reject(new ProblemError({ ...problemWith('unexpected', said), hint: said })),
      );
    }
    const text = JSON.stringify(seen);
    for (const secret of [...all.slice(0, -1), 'MIIEvQIBADANBgkq', 'ada:']) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('leave the rest of a sentence as it is', () => {
    expect(withoutSecrets('https://me@host is fine: abcdef', ['abcdef'])).toBe('https://host is fine: [redacted]');
  });
});

describe('the forward that somebody means', () => {
  const web = specOf({ alias: 'web', localPort: 8080 });
  const db = specOf({ alias: 'orders-db', localPort: 5432 });
  const twin = specOf({ alias: 'web', localPort: 8081 });
  const broken = {
    ...db,
    id: '127.0.0.1:1',
    alias: 'bad',
    target: 'x',
    address: '127.0.0.1:1',
    problem: problemWith('bad-config'),
  };

  it.each(['orders-db', '127.0.0.1:5432', '5432'])('is found by %s', (named) => {
    expect(findForward(named, [web, db], [])).toEqual({ kind: 'spec', spec: db });
  });

  it('is asked for again when it is not there, or not the only one', () => {
    expect(findForward('order-db', [web, db], [])).toMatchObject({
      message: 'No forward is called "order-db". Did you mean "orders-db"?',
    });
    expect(findForward('nothing', [web, db], [])).toMatchObject({
      message: 'No forward is called "nothing". There are web, orders-db.',
    });
    expect(findForward('web', [web, twin], [])).toMatchObject({ kind: 'none' });
  });

  it('may be one that cannot run as written', () => {
    expect(findForward('bad', [web], [broken])).toEqual({ kind: 'broken', broken });
    const { steps } = diagnosisOfBroken(broken, 0);
    expect(steps[0]).toMatchObject({ state: 'failed', problem: broken.problem });
    expect(steps.slice(1).every(({ state }) => state === 'skipped')).toBe(true);
  });
});
