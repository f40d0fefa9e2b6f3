import { describe, expect, it } from 'vitest';
import { appAnswersWrongly, appRefuses, appSilent, flapping, statusesText } from '../../../src/shared/ailments';
import { defaultProbe } from '../../../src/shared/upkeep';

const app = { pod: 'api-7f9c', port: 8080 };

describe('an ailment', () => {
  it('says that the tunnel is up and what the app does not do', () => {
    expect(appRefuses(app).message).toBe('Connected, but the app on port 8080 of api-7f9c refuses connections.');
    expect(appSilent(app, { ...defaultProbe, method: 'data-transfer' }).message).toBe(
      'Connected, but the app on port 8080 of api-7f9c sends nothing within 2.0 s.',
    );
    const health = { ...defaultProbe, method: 'http', path: '/healthz' } as const;
    expect(appSilent(app, health).message).toBe(
      'Connected, but the app on port 8080 of api-7f9c does not answer GET /healthz within 2.0 s.',
    );
    expect(appAnswersWrongly(app, health, 500).message).toBe(
      'Connected, but the app on port 8080 of api-7f9c answers GET /healthz with 500 instead of 2xx to 3xx.',
    );
    expect(appAnswersWrongly(app, health, null).message).toContain('with something that is not HTTP');
  });

  it('is blamed on the app, and flapping on whatever ended the tunnel last', () => {
    expect(appRefuses(app).suspect).toBe('app');
    expect(flapping(4, 120_000, 'pod').suspect).toBe('pod');
  });
});

describe('statuses', () => {
  it('are written as people configure them', () => {
    expect(statusesText([[200, 299]])).toBe('2xx');
    expect(
      statusesText([
        [200, 299],
        [404, 404],
      ]),
    ).toBe('2xx or 404');
    expect(statusesText([[200, 204]])).toBe('200 to 204');
  });
});
