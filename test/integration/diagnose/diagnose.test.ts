import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { diagnose, type DiagnoseOptions } from '../../../src/main/diagnose/diagnose';
import { tunnelMs } from '../../../src/main/diagnose/tunnel-step';
import type { Diagnosis, DiagnosisStep, StepId } from '../../../src/shared/diagnosis';
import { outcomeOf, stepIds } from '../../../src/shared/diagnosis';
import { diagnosisText } from '../../../src/shared/diagnosis-phrases';
import type { ForwardSpec } from '../../../src/shared/forward';
import { eventually } from '../../support/eventually';
import { specOf } from '../../support/forwards';
import { freePorts } from '../../support/http';

const never = new AbortController().signal;

describe('a diagnosis in the demo cluster', () => {
  let demo: DemoCluster;
  let folder: string;
  let spec: ForwardSpec;

  beforeAll(async () => {
    demo = await startDemoCluster({ startMs: 20, readyMs: 20, terminatingMs: 50 });
    folder = await mkdtemp(join(tmpdir(), 'portwatch-diagnose-'));
  });
  afterAll(async () => {
    await demo.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const [localPort = 0] = await freePorts(1);
    const target = { kind: 'service', name: 'web' } as const;
    spec = specOf({ alias: 'web', context: 'demo', namespace: 'shop', target, port: 'http', localPort });
  });
  afterEach(() => demo.faults.heal());

  async function look(change: Partial<ForwardSpec> = {}, options: Partial<DiagnoseOptions> = {}): Promise<Diagnosis> {
    const diagnosis = await diagnose(
      { ...spec, ...change },
      {
        clock: systemClock,
        environment: () => Promise.resolve({ PATH: process.env['PATH'] }),
        kubeconfigText: demo.kubeconfig(),
        holder: 'nobody',
        folder,
        onProgress: () => undefined,
        signal: never,
        ...options,
      },
    );
    await eventually('its tunnels to be closed', () => demo.tunnelsTo('*') === 0 || undefined);
    return diagnosis;
  }

  /** The demo's kubeconfig with the text changed, and that it was changed. */
  function kubeconfigWith(part: string | RegExp, replacement: string): { kubeconfigText: string } {
    const kubeconfigText = demo.kubeconfig().replace(part, replacement);
    expect(kubeconfigText).not.toBe(demo.kubeconfig());
    return { kubeconfigText };
  }

  function step(diagnosis: Diagnosis, id: StepId): DiagnosisStep {
    const found = diagnosis.steps.find((one) => one.id === id);
    if (!found) throw new Error(`No step ${id}`);
    return found;
  }

  /** That only this step failed, and that those which say nothing without it name it. */
  function expectFailed(diagnosis: Diagnosis, id: StepId, skipped: readonly StepId[]): DiagnosisStep {
    const states = Object.fromEntries(diagnosis.steps.map((one) => [one.id, one.state]));
    const others = stepIds.filter((other) => other !== id && !skipped.includes(other));
    expect(states, diagnosisText(diagnosis)).toEqual({
      ...Object.fromEntries(others.map((other) => [other, expect.stringMatching(/^(ok|warning)$/) as string])),
      ...Object.fromEntries(skipped.map((other) => [other, 'skipped'])),
      [id]: 'failed',
    });
    for (const other of skipped) expect(step(diagnosis, other).detail).toMatch(/^Not looked at, because of /);
    return step(diagnosis, id);
  }

  const afterApiServer = ['permission', 'pod', 'port', 'tunnel', 'app'] as const;

  it('finds everything fine, and says how it found it', async () => {
    const diagnosis = await look();
    expect(outcomeOf(diagnosis), diagnosisText(diagnosis)).toBe('ok');
    const [pod = ''] = demo.pods().web;
    const details = Object.fromEntries(diagnosis.steps.map(({ id, detail }) => [id, detail]));
    expect(details).toMatchObject({
      kubeconfig: `Context demo: server ${demo.url}, namespace shop, user demo (the demo cluster)`,
      credentials: 'Token from the kubeconfig',
      pod: `${pod}: Running, ready; no other pod matches`,
      port: 'Port http of service/web leads to port http, which is 3000: its pod declares it',
      app: `Port 3000 of ${pod} accepts a connection and waits for the client to speak`,
    });
    expect(details['local']).toContain('is free');
    expect(details['api-server']).toContain('v1.35.0+portwatch-demo');
    expect(details['api-server']).toContain('which the kubeconfig trusts');
    expect(details['permission']).toContain('create pods/portforward');
    expect(details['tunnel']).toMatch(/^WebSocket tunnel in \d+ ms, a ping comes back in \d+ ms$/);
    for (const one of diagnosis.steps) expect(one.tookMs).toBeGreaterThanOrEqual(0);
  });

  it('tells each step as it goes', async () => {
    const seen: Diagnosis[] = [];
    const last = await look({}, { onProgress: (diagnosis) => seen.push(diagnosis) });
    expect(seen[0]?.steps.every(({ state }) => state === 'waiting')).toBe(true);
    for (const id of stepIds) expect(seen.some((one) => step(one, id).state === 'running')).toBe(true);
    expect(seen.at(-1)).toEqual(last);
  });

  it('hears an app that speaks first', async () => {
    const diagnosis = await look({ namespace: 'data', target: { kind: 'pod', name: 'orders-db' }, port: 5432 });
    expect(step(diagnosis, 'app').detail).toMatch(/accepts a connection and speaks first \(\d+ bytes\)/);
  });

  it('says why other pods were not chosen', async () => {
    const diagnosis = await look({ target: { kind: 'service', name: 'api-gateway' }, port: 80 });
    expect(step(diagnosis, 'pod').detail).toMatch(/: Running, ready; not chosen: api-gateway-\S+ \(ready, but older/);
  });

  describe('of the local port', () => {
    let stranger: Server;

    beforeEach(async () => {
      stranger = createServer();
      await new Promise<void>((resolve) => stranger.listen(spec.localPort, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => stranger.close(resolve)));

    it('says that it is open here', async () => {
      const { state, detail } = step(await look({}, { holder: 'this-process' }), 'local');
      expect([state, detail]).toEqual([
        'ok',
        `127.0.0.1:${String(spec.localPort)} is open, by this Portwatch (pid ${String(process.pid)})`,
      ]);
    });

    it('names who has it, and goes on', async () => {
      const { problem } = expectFailed(await look(), 'local', []);
      expect(problem?.code).toBe('port-taken');
      expect(problem?.message).toContain(`pid ${String(process.pid)}`);
    });
  });

  it('says that a port which should be open is not', async () => {
    const { problem } = expectFailed(await look({}, { holder: 'this-process' }), 'local', []);
    expect(problem?.message).toBe(`Nothing listens on 127.0.0.1:${String(spec.localPort)}, although the forward runs`);
  });

  it('names the context that is missing', async () => {
    const skipped = ['credentials', 'api-server', ...afterApiServer] as const;
    const { problem } = expectFailed(await look({ context: 'demmo' }), 'kubeconfig', skipped);
    expect(problem).toMatchObject({ code: 'context-not-found', message: 'The kubeconfig has no context "demmo"' });
    expect(problem?.hint).toContain('Did you mean "demo"?');
  });

  it('names the files that there are not', async () => {
    const kubeconfigPath = join(folder, 'none');
    const diagnosis = await diagnose(spec, {
      clock: systemClock,
      environment: () => Promise.resolve({}),
      kubeconfigPath,
      holder: 'nobody',
      folder,
      onProgress: () => undefined,
      signal: never,
    });
    expect(step(diagnosis, 'kubeconfig').problem?.message).toContain(kubeconfigPath);
  });

  describe('with an exec plugin', () => {
    function withPlugin(command: string): { kubeconfigText: string } {
      const exec = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' });
      return kubeconfigWith(/"token": "[^"]*"/, `"exec": ${exec}`);
    }

    it('runs it, and says what it gave for how long', async () => {
      const plugin = join(folder, 'give-token');
      const status = { token: demo.token, expirationTimestamp: new Date(Date.now() + 15 * 60_000).toISOString() };
      const output = JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status });
      await writeFile(plugin, `#!/bin/sh\ncat <<'END'\n${output}\nEND\n`);
      await chmod(plugin, 0o700);
      const diagnosis = await look({}, withPlugin(plugin));
      expect(outcomeOf(diagnosis), diagnosisText(diagnosis)).toBe('ok');
      expect(step(diagnosis, 'credentials').detail).toMatch(
        /^Exec plugin .*give-token gave a token, valid until .* UTC \(14 min left\)$/,
      );
      expect(JSON.stringify(diagnosis)).not.toContain(demo.token);
    });

    it('says that it is missing, and whether the API server answers all the same', async () => {
      const diagnosis = await look({}, withPlugin('no-such-plugin'));
      const { problem } = expectFailed(diagnosis, 'credentials', afterApiServer);
      expect(problem?.message).toContain('no-such-plugin is not installed or not on the PATH');
      expect(step(diagnosis, 'api-server')).toMatchObject({ state: 'ok' });
    });
  });

  it('blames the credentials when the API server does not accept them', async () => {
    const diagnosis = await look({}, kubeconfigWith(/"token": "[^"]*"/, '"token": "a-stale-token"'));
    const { problem } = expectFailed(diagnosis, 'credentials', afterApiServer);
    expect(problem).toMatchObject({ code: 'login-needed', suspect: 'credentials' });
    expect(step(diagnosis, 'permission').detail).toBe('Not looked at, because of credentials.');
    expect(JSON.stringify(diagnosis)).not.toContain('a-stale-token');
  });

  it('says who is refused by a 403 to everything', async () => {
    await demo.faults.refuseApi(403);
    const diagnosis = await look();
    expect(step(diagnosis, 'permission')).toMatchObject({ state: 'warning' });
    const { problem } = expectFailed(diagnosis, 'pod', ['port', 'tunnel', 'app']);
    expect(problem).toMatchObject({
      code: 'forbidden',
      message: 'The user of demo may not get services in namespace shop',
    });
  });

  it('shows the certificate that it does not trust, without sending it a credential', async () => {
    const before = demo.requests().length;
    const diagnosis = await look({}, kubeconfigWith(/"certificate-authority-data": "[^"]*"/, '"namespace": ""'));
    const { problem, detail } = expectFailed(diagnosis, 'api-server', afterApiServer);
    expect(problem?.code).toBe('tls-untrusted');
    expect(detail).toMatch(/^certificate of portwatch-demo, valid until .*, issued by portwatch-demo-ca$/);
    expect(demo.requests()).toHaveLength(before);
  });

  it('says that the API server refuses connections', async () => {
    await demo.faults.apiDown();
    const diagnosis = await look();
    await demo.faults.apiUp();
    const { problem } = expectFailed(diagnosis, 'api-server', afterApiServer);
    expect(problem?.message).toMatch(/^The API server of demo \(127\.0\.0\.1:\d+\) refuses connections$/);
  });

  it('says that a port of nothing at all was not mapped, and still tries the tunnel', async () => {
    const { problem } = expectFailed(await look({ port: 81 }), 'port', ['app']);
    expect(problem).toMatchObject({
      code: 'port-not-found',
      message: 'service/web has no port 81; it has 8080 (http)',
    });
  });

  it('says that the target has no pod', async () => {
    const diagnosis = await look({ target: { kind: 'pod', name: 'wbe' }, port: 3000 });
    const { problem } = expectFailed(diagnosis, 'pod', ['port', 'tunnel', 'app']);
    expect(problem).toMatchObject({ code: 'target-not-found', hint: 'Did you mean "web"?' });
  });

  it('refuses with what the pod says when nobody listens there', async () => {
    await demo.faults.closePort('web', 3000);
    const { problem } = expectFailed(await look(), 'app', []);
    expect(problem).toMatchObject({ code: 'connection-failed', suspect: 'app' });
    expect(problem?.message).toMatch(/connection refused/i);
  });

  it('says that tunnels are not answered, by any transport', async () => {
    await demo.faults.blackHole('web');
    const { problem, tookMs } = expectFailed(await look(), 'tunnel', ['app']);
    expect(problem?.code).toBe('timed-out');
    expect(tookMs).toBeLessThan(tunnelMs);
    expect(problem?.message).toMatch(/no answer to the upgrade request .* no answer/);
  });

  it('says that tunnels are forbidden', async () => {
    await demo.faults.refuse('web', 403);
    const { problem } = expectFailed(await look(), 'tunnel', ['app']);
    expect(problem?.code).toBe('forbidden');
  });

  it('stops when it is told so, and says what it did not look at', async () => {
    await demo.faults.blackHole('web');
    const cancel = new AbortController();
    const onProgress = (diagnosis: Diagnosis) => {
      if (step(diagnosis, 'tunnel').state === 'running') cancel.abort(new Error('Enough.'));
    };
    const diagnosis = await look({}, { onProgress, signal: cancel.signal });
    expect(outcomeOf(diagnosis)).toBe('cancelled');
    expect(step(diagnosis, 'tunnel')).toMatchObject({ state: 'skipped', detail: 'Cancelled.' });
    expect(step(diagnosis, 'pod').state).toBe('ok');
  });
});
