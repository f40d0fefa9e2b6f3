import { describe, expect, it } from 'vitest';
import type { ApiAccess } from '../../../src/main/cluster/endpoint';
import { judgeApiServer } from '../../../src/main/diagnose/api-server-step';
import { describeCredentials } from '../../../src/main/diagnose/credentials-step';
import { judgeLocal, type LocalFacts } from '../../../src/main/diagnose/local-step';
import { describeChoice, describeUnready } from '../../../src/main/diagnose/pod-facts';
import { observedPodSchema } from '../../../src/main/diagnose/pod-objects';
import { findPort } from '../../../src/main/diagnose/port-step';
import { isPortwatchCommand } from '../../../src/main/diagnose/portwatch-process';
import { type ReachFacts, skewOf } from '../../../src/main/diagnose/reach';
import type { ContextEntry } from '../../../src/main/cluster/kubeconfig-parse';
import { problemWith, specOf } from '../../support/forwards';

const now = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

describe('the local port', () => {
  const spec = specOf({ localPort: 5432 });
  const somebody = { name: 'postgres', pid: 812, isPortwatch: false };
  const free: LocalFacts = { holder: 'nobody', ownPid: 7, owner: null, bindProblem: null };
  const taken = problemWith('port-taken');

  it.each<[string, LocalFacts, string, RegExp]>([
    ['free while nothing runs', free, 'ok', /free: the forward is not running/],
    ['free when looked at from beside', { ...free, holder: 'whoever' }, 'ok', /free: no Portwatch/],
    [
      'not open though it should be',
      { ...free, holder: 'this-process' },
      'failed',
      /Nothing listens on 127.0.0.1:5432/,
    ],
    ['ours', { ...free, holder: 'this-process', owner: { ...somebody, pid: 7 } }, 'ok', /by this Portwatch \(pid 7\)/],
    ['taken', { ...free, owner: somebody, bindProblem: taken }, 'failed', /it is port-taken/],
    ['taken from us', { ...free, holder: 'this-process', owner: somebody, bindProblem: taken }, 'failed', /port-taken/],
    [
      "another Portwatch's, looked at from beside",
      { ...free, holder: 'whoever', owner: { ...somebody, isPortwatch: true }, bindProblem: taken },
      'ok',
      /by the Portwatch with pid 812/,
    ],
    [
      "another Portwatch's, wanted here",
      { ...free, owner: { ...somebody, isPortwatch: true }, bindProblem: taken },
      'failed',
      /port-taken/,
    ],
  ])('%s', (_, facts, state, says) => {
    const finding = judgeLocal(spec, facts);
    expect(finding.state).toBe(state);
    expect(finding.problem?.message ?? finding.detail).toMatch(says);
  });

  it.each([
    ['/opt/Portwatch/portwatch --show', true],
    ['C:\\Programs\\portwatch.exe', true],
    ['/usr/bin/node /src/app/dist/main/headless.cjs -c x', true],
    ['/usr/bin/electron /src/app', true],
    ['/usr/bin/node /src/apple/server.js', false],
    ['/usr/bin/node /src/app/node_modules/tests.mjs', false],
    ['/usr/bin/ls /src/app', false],
    ['vim portwatch.yaml', false],
  ])('%s is a Portwatch: %s', (command, expected) => {
    expect(isPortwatchCommand(command, '/src/app')).toBe(expected);
  });
});

describe('credentials', () => {
  const tokenOf = (exp: number) => `a.${Buffer.from(JSON.stringify({ exp: exp / 1_000 })).toString('base64url')}.c`;
  const entryOf = (user: ContextEntry['user']) => ({ user });
  const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

  it('are named by their kind, with what is left of them', () => {
    const token = tokenOf(now + 14 * minute);
    expect(describeCredentials(entryOf({ token }), bearer(token), now)).toMatchObject({
      state: 'ok',
      detail: 'Token from the kubeconfig, valid until 2026-01-01 12:14 UTC (14 min left)',
    });
    const given = { token: 'secret', expiresAt: now + 60 * minute };
    const exec = { apiVersion: 'v1', command: 'aws' };
    expect(describeCredentials(entryOf({ exec }), { ...bearer('secret'), fromPlugin: given }, now).detail).toBe(
      'Exec plugin aws gave a token, valid until 2026-01-01 13:00 UTC (1 h left)',
    );
  });

  it('are worth a warning when they have expired, and when there are none', () => {
    const token = tokenOf(now - 3 * minute);
    expect(describeCredentials(entryOf({ token }), bearer(token), now)).toMatchObject({ state: 'warning' });
    expect(describeCredentials(entryOf({}), { headers: {} }, now)).toMatchObject({
      state: 'warning',
      detail: 'The kubeconfig has no credentials: the API server sees an anonymous user',
    });
  });

  it('are all named where there are several', () => {
    const user = { exec: { apiVersion: 'v1', command: 'aws' }, 'client-certificate-data': 'x' };
    const given = { token: 'secret', cert: 'not a certificate', expiresAt: null };
    const credentials = { ...bearer('secret'), cert: given.cert, fromPlugin: given };
    expect(describeCredentials(entryOf(user), credentials, now).detail).toBe(
      'Exec plugin aws gave a token and a client certificate that cannot be read',
    );
    const ownCertificate = { ...bearer('secret'), cert: 'not a certificate' };
    expect(describeCredentials(entryOf({ token: 'secret' }), ownCertificate, now)).toMatchObject({
      state: 'warning',
      detail: 'Token from the kubeconfig, and client certificate that cannot be read',
    });
  });
});

describe('the API server', () => {
  const access: ApiAccess = {
    context: 'prod',
    server: 'https://api.prod:6443',
    headers: {},
    tls: { rejectUnauthorized: true },
  };
  const tls = {
    subject: 'api',
    issuer: 'ca',
    authority: 'root',
    expiresAt: now + 365 * 24 * 60 * minute,
    isTrusted: true,
  };
  const fine: ReachFacts = {
    proxy: null,
    addresses: ['10.0.0.1', '10.0.0.2'],
    connectMs: 12,
    tls,
    status: 200,
    version: 'v1.35.0',
    roundTripMs: 40,
    skewMs: 0,
  };

  it('is described from its name to its version', () => {
    expect(judgeApiServer(fine, access, now)).toMatchObject({
      state: 'ok',
      detail:
        'api.prod:6443 (10.0.0.1, 10.0.0.2) answers in 40 ms: v1.35.0; connected in 12 ms; certificate of api, ' +
        'valid until 2027-01-01, issued by ca, which this computer trusts through root.',
    });
  });

  it('names the proxy in between', () => {
    expect(judgeApiServer({ ...fine, proxy: 'proxy:3128', addresses: ['10.9.9.9'] }, access, now).detail).toContain(
      'api.prod:6443 through the proxy proxy:3128 (10.9.9.9) answers',
    );
  });

  it.each<[string, Partial<ReachFacts>, Partial<ApiAccess>]>([
    ["This computer's clock is 2 min ahead of the server's.", { skewMs: 2 * minute }, {}],
    ["This computer's clock is 1 h behind the server's.", { skewMs: -60 * minute }, {}],
    ['Its certificate is not checked', {}, { tls: { rejectUnauthorized: false } }],
    ['Its certificate ends soon.', { tls: { ...tls, expiresAt: now + minute } }, {}],
    ['The connection is not encrypted.', { tls: null }, { server: 'http://api.prod' }],
    ['It is not well.', { status: 503, version: null }, {}],
  ])('is worth a warning: %s', (says, facts, changed) => {
    const finding = judgeApiServer({ ...fine, ...facts }, { ...access, ...changed }, now);
    expect(finding.state).toBe('warning');
    expect(finding.detail).toContain(says);
  });

  it('is not late for what the round trip and whole seconds explain', () => {
    expect(skewOf(now, now + 900, 200)).toBe(0);
    expect(skewOf(now + 100, now, 200)).toBe(0);
    expect(skewOf(now, now + 61_500, 200)).toBe(60_500);
    expect(skewOf(now, now - 61_500, 500)).toBe(-61_000);
  });
});

describe('the pod', () => {
  const podOf = (name: string, status: object = {}, metadata: object = {}) =>
    observedPodSchema.parse({
      metadata: { name, ...metadata },
      spec: { containers: [{ name: 'app', ports: [{ name: 'http', containerPort: 8080 }] }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], ...status },
    });
  const unready = { conditions: [{ type: 'Ready', status: 'False' }] };
  const restarted = (finishedAt: number) => ({
    containerStatuses: [
      {
        name: 'app',
        restartCount: 4,
        state: { running: {} },
        lastState: {
          terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: new Date(finishedAt).toISOString() },
        },
      },
    ],
  });

  it('is described, and so is why the others were not chosen', () => {
    const others = [
      podOf('web-1', unready),
      podOf('web-2', {}, { deletionTimestamp: 'soon' }),
      podOf('web-3', { phase: 'Pending' }),
    ];
    expect(describeChoice(podOf('web-9'), [podOf('web-9'), ...others], now)).toEqual({
      state: 'ok',
      detail: 'web-9: Running, ready; not chosen: web-1 (not ready), web-2 (Terminating), web-3 (Pending)',
      problem: null,
    });
  });

  it('tells of restarts, and warns of a late one', () => {
    const long = podOf('web', restarted(now - 3 * 60 * minute));
    expect(describeChoice(long, [long], now)).toMatchObject({
      state: 'ok',
      detail:
        'web: Running, ready, container app 4 restarts, last ended 3 h ago with OOMKilled (exit code 137); no other pod matches',
    });
    const late = podOf('web', restarted(now - 2 * minute));
    expect(describeChoice(late, [late], now).state).toBe('warning');
  });

  it('says what keeps it from being ready', () => {
    const waiting = [{ name: 'app', restartCount: 12, state: { waiting: { reason: 'CrashLoopBackOff' } } }];
    expect(describeUnready([podOf('web', { ...unready, containerStatuses: waiting })], now)).toBe(
      'web: Running (CrashLoopBackOff), container app waiting (CrashLoopBackOff), 12 restarts',
    );
  });

  it('has the port under its name, or does not', () => {
    const gain = { pod: podOf('web'), service: null };
    const target = { kind: 'deployment', name: 'web' } as const;
    expect(findPort(specOf({ target, port: 'http' }), gain)).toMatchObject({
      finding: { state: 'ok', detail: 'Port http, which is 8080: its pod declares it' },
      gained: 8080,
    });
    expect(findPort(specOf({ target, port: 9999 }), gain)).toMatchObject({
      finding: { state: 'warning' },
      gained: 9999,
    });
    expect(findPort(specOf({ target, port: 'grpc' }), gain)).toMatchObject({
      finding: { state: 'failed', problem: { code: 'port-not-found' } },
      gained: null,
    });
  });
});
