import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { diagnose } from '../../../src/main/diagnose/diagnose';
import type { Diagnosis } from '../../../src/shared/diagnosis';
import { specOf } from '../../support/forwards';
import { freePorts } from '../../support/http';
import { findKubectl } from '../../support/kubectl';
import { json, kubeconfigOf, podList, TinyApiServer } from '../cluster/tiny-api-server';

const execute = promisify(execFile);
const secret = 'a-token-that-nobody-may-see';

describe('a cluster that does not do what is needed', () => {
  let server: TinyApiServer;
  let folder: string;
  let kubeconfigPath: string;

  beforeEach(async () => {
    server = new TinyApiServer();
    await server.start();
    folder = await mkdtemp(join(tmpdir(), 'portwatch-permission-'));
    kubeconfigPath = join(folder, 'config');
    await writeFile(kubeconfigPath, kubeconfigOf(server.url, { token: secret }));
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Whatever asks for these may not have them; clients ask in JSON or in protobuf, with the words in both. */
  function deny(isDenied: (review: string) => boolean): void {
    server.answer = ({ path }, response) => {
      if (path === '/version') json(response, 200, { gitVersion: 'v1.30.0' });
      else if (path.endsWith('/selfsubjectaccessreviews')) {
        const review = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', spec: {} };
        void text(response.req).then((body) =>
          json(response, 201, { ...review, status: { allowed: !isDenied(body) } }),
        );
      } else if (path.startsWith('/api/v1/namespaces/shop/pods')) json(response, 200, podList(['api-1']));
      else json(response, 404, { kind: 'Status', message: 'not here', code: 404 });
    };
  }

  async function look(): Promise<Diagnosis> {
    const [localPort = 0] = await freePorts(1);
    return diagnose(specOf({ context: 'prod', target: { kind: 'pod', name: 'api' }, port: 8080, localPort }), {
      clock: systemClock,
      environment: () => Promise.resolve({}),
      kubeconfigPath,
      holder: 'nobody',
      folder,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
  }

  function statesOf(diagnosis: Diagnosis): string {
    return diagnosis.steps.map(({ id, state }) => `${id} ${state}`).join(', ');
  }

  it('names the permission that is missing as kubectl names it, with a command that says the same', async () => {
    deny((review) => review.includes('portforward'));
    const diagnosis = await look();
    expect(statesOf(diagnosis)).toContain('permission failed, pod ok, port ok, tunnel skipped, app skipped');
    const problem = diagnosis.steps.find(({ id }) => id === 'permission')?.problem;
    expect(problem?.message).toBe(
      'The user of prod may not create pods/portforward, get pods/portforward in namespace shop',
    );
    const [first = '', second = ''] = (problem?.hint ?? '').replace(/^.*To check it: /, '').split(' ; ');
    const kubectl = await findKubectl('1.35.2');
    for (const command of [first, second]) {
      const args = command.split(' ').slice(1);
      const asked = execute(kubectl, args, { env: { HOME: folder } });
      await expect(asked).rejects.toMatchObject({ stdout: expect.stringMatching(/^no/) as string });
    }
    const allowed = [...first.split(' ').slice(1, -3), 'list', 'pods'];
    expect((await execute(kubectl, allowed, { env: { HOME: folder } })).stdout.trim()).toBe('yes');
    expect(JSON.stringify(diagnosis)).not.toContain(secret);
  });

  it('does not look for pods that may not be listed', async () => {
    deny((review) => review.includes('"list"'));
    const diagnosis = await look();
    expect(statesOf(diagnosis)).toContain('permission failed, pod skipped, port skipped, tunnel skipped, app skipped');
    expect(server.requests.some(({ path }) => path.includes('/pods'))).toBe(false);
  });

  it('says how the pods fare when none is ready', async () => {
    deny(() => false);
    const allowed = server.answer;
    const state = { waiting: { reason: 'CrashLoopBackOff' } };
    const lastState = { terminated: { reason: 'Error', exitCode: 1, finishedAt: new Date(Date.now() - 120_000) } };
    const status = { phase: 'Running', containerStatuses: [{ name: 'app', restartCount: 12, state, lastState }] };
    const pod = { metadata: { name: 'api-1' }, spec: { containers: [{}] }, status };
    server.answer = (request, response) =>
      request.path.includes('/pods') ? json(response, 200, { items: [pod] }) : allowed(request, response);
    const diagnosis = await look();
    expect(statesOf(diagnosis)).toContain('pod failed, port skipped, tunnel skipped, app skipped');
    expect(diagnosis.steps.find(({ id }) => id === 'pod')).toMatchObject({
      problem: { code: 'no-ready-pod' },
      detail:
        'api-1: Running (CrashLoopBackOff), container app waiting (CrashLoopBackOff), 12 restarts, ' +
        'last ended 2 min ago with Error (exit code 1)',
    });
  });

  it('says what it waited for when the API server accepts and never answers', async () => {
    server.answer = () => undefined;
    const diagnosis = await look();
    expect(statesOf(diagnosis)).toContain('api-server failed, permission skipped');
    const step = diagnosis.steps.find(({ id }) => id === 'api-server');
    expect(step?.problem?.message).toMatch(/did not answer within 5 s \(while waiting for its answer\)$/);
    expect(step?.tookMs).toBeLessThan(6_000);
  });

  it('stops for nothing that is only a comfort', async () => {
    deny((review) => review.includes('"watch"'));
    const diagnosis = await look();
    expect(statesOf(diagnosis)).toContain('permission warning, pod ok');
    expect(JSON.stringify(diagnosis)).not.toContain(secret);
  });
});
