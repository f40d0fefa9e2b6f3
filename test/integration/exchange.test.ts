import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportForwards } from '../../src/main/config/exchange/export-forwards';
import { shellCommands } from '../../src/main/config/exchange/shell-words';
import { type DemoThread, startDemoThread } from '../../src/main/demo/demo-thread';
import { type Home, makeHome } from '../support/headless';
import { freePorts } from '../support/http';
import { Kubectl } from '../support/kubectl';

let home: Home;
let cluster: DemoThread;
beforeAll(async () => {
  cluster = await startDemoThread({
    entry: join(import.meta.dirname, '..', '..', 'dist', 'main', 'demo.cjs'),
    cluster: {},
  });
});
afterAll(() => cluster.dispose());
beforeEach(async () => {
  home = await makeHome();
  await writeFile(home.path('kubeconfig'), cluster.kubeconfig);
});
afterEach(() => home.dispose());

async function portwatch(...args: readonly string[]) {
  const run = home.run({ arguments: args, environment: { KUBECONFIG: home.path('kubeconfig') } });
  const { code } = await run.exited();
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

const read = (name: string) => readFile(home.path(name), 'utf8');
const modeOf = async (name: string) => (await stat(home.path(name))).mode & 0o777;

describe('portwatch import', () => {
  beforeEach(() => writeFile(home.path('forwards.sh'), 'kubectl -n shop port-forward svc/web 18080:http\n'));

  it('writes nothing when it is only asked what it would do', async () => {
    const { code, stdout } = await portwatch('import', 'forwards.sh', '--into', 'new.yaml', '--dry-run');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Would add to new.yaml: 1 forward\n')]);
    await expect(stat(home.path('new.yaml'))).rejects.toThrow('ENOENT');
  });

  it("makes a config that is the user's alone and that Portwatch accepts", async () => {
    expect((await portwatch('import', 'forwards.sh', '--into', 'new.yaml')).code).toBe(0);
    expect(await modeOf('new.yaml')).toBe(0o600);
    expect(await portwatch('--check', '-c', 'new.yaml')).toMatchObject({ code: 0 });
  });

  it('adds to a config behind a link, keeps every comment, tells how to undo it, and undoes it', async () => {
    const before =
      '# Mine.\ncontexts:\n  - name: other # not this one\n    namespaces:\n      - {name: a, forwards: [{resource: pod/a, port: 1, localPort: 1025}]}\n';
    await writeFile(home.path('real.yaml'), before);
    await chmod(home.path('real.yaml'), 0o640);
    await symlink('real.yaml', home.path('link.yaml'));
    const { code, stdout } = await portwatch('import', 'forwards.sh', '--into', 'link.yaml');
    expect(code).toBe(0);
    expect((await read('real.yaml')).startsWith(before)).toBe(true);
    expect(await modeOf('real.yaml')).toBe(0o640);
    expect(stdout).toContain('To undo: portwatch import --undo --into link.yaml');
    expect(await modeOf('link.yaml.last-import')).toBe(0o600);
    const undone = await portwatch('import', '--undo', '--into', 'link.yaml');
    expect(undone).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Removed from link.yaml: 1 forward') as string,
    });
    expect(await read('real.yaml')).toBe(before);
    expect(await portwatch('import', '--undo', '--into', 'link.yaml')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no import into link.yaml to take back') as string,
    });
  });

  it('leaves what is not as it was imported, and names it', async () => {
    await writeFile(home.path('two.sh'), 'kubectl port-forward svc/a 18081:1\nkubectl port-forward svc/b 18082:1\n');
    await portwatch('import', 'two.sh', '--into', 'new.yaml');
    const mine = (await read('new.yaml')).replace('localPort: 18082', 'localPort: 18083 # mine');
    await writeFile(home.path('new.yaml'), mine);
    const asked = await portwatch('import', '--undo', '--into', 'new.yaml', '--dry-run', '--json');
    expect(asked.code).toBe(5);
    expect(JSON.parse(asked.stdout)).toMatchObject({
      removed: [{ forward: { resource: 'service/a' } }],
      left: [{ forward: { resource: 'service/b' } }],
      written: false,
    });
    expect(await read('new.yaml')).toBe(mine);
    const { code, stdout } = await portwatch('import', '--undo', '--into', 'new.yaml');
    expect([code, stdout]).toEqual([5, expect.stringContaining('Left as they are')]);
    expect(await read('new.yaml')).toMatch(/resource: service\/b[^]*18083 # mine/);
    expect(await read('new.yaml')).not.toContain('service/a');
  });

  it('is told with an exit code that something was left out, and has it as JSON', async () => {
    await writeFile(home.path('both.sh'), 'kubectl port-forward job/x 1\nkubectl port-forward svc/a 18081:1\n');
    const { code, stdout } = await portwatch('import', 'both.sh', '--into', 'new.yaml', '--json');
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'kubectl',
      written: true,
      adds: [{}],
      cannot: [{ kind: 'unsupported', where: 'line 1' }],
    });
  });

  it.each([
    ['a file that is not there', ['import', 'gone']],
    ['a file that is none of these', ['import', 'kubeconfig', '--into', 'new.yaml']],
  ])('refuses %s', async (_what, args) => {
    expect((await portwatch(...args)).code).toBe(3);
    await expect(stat(home.path('new.yaml'))).rejects.toThrow('ENOENT');
  });

  it('refuses to add to what is not a config', async () => {
    await writeFile(home.path('bad.yaml'), 'contexts: [');
    const { code, stderr } = await portwatch('import', 'forwards.sh', '--into', 'bad.yaml');
    expect([code, stderr]).toEqual([3, expect.stringContaining('not valid YAML')]);
    expect(await read('bad.yaml')).toBe('contexts: [');
  });
});

describe('portwatch generate', () => {
  it("makes a forward for every service of a namespace, on ports' names", async () => {
    const { code, stdout } = await portwatch('generate', '--context', 'demo', '-n', 'shop');
    expect(code).toBe(0);
    expect(stdout.match(/resource: .*/g)).toEqual([
      'resource: service/api-gateway',
      'resource: service/slow-reports',
      'resource: service/web',
    ]);
    expect(stdout).toContain('port: http');
    await writeFile(home.path('made.yaml'), stdout);
    expect(await portwatch('--check', '-c', 'made.yaml')).toMatchObject({ code: 0 });
  });

  it('adds the same once, however often it is run', async () => {
    const args = ['generate', '--context', 'demo', '--all-namespaces', '--into', 'all.yaml'];
    const first = await portwatch(...args);
    expect(first.stdout).toContain('Added to all.yaml: 5 forwards');
    const text = await read('all.yaml');
    expect((await portwatch(...args)).stdout).toContain('Nothing to add to all.yaml.');
    expect(await read('all.yaml')).toBe(text);
  });

  it('asks the cluster that the config means by the context, and adds to the entry that is there', async () => {
    await writeFile(home.path('theirs.yaml'), cluster.kubeconfig);
    await writeFile(home.path('kubeconfig'), 'contexts: []\n');
    const before =
      'contexts:\n  - name: demo\n    kubeconfig: theirs.yaml # theirs\n    production: true\n    namespaces: []\n';
    await writeFile(home.path('config.yaml'), before);
    const made = await portwatch('generate', '--context', 'demo', '-n', 'shop', '--into', 'config.yaml');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Added to config.yaml: 3 forwards') as string,
    });
    const text = await read('config.yaml');
    expect(text).toContain(
      'kubeconfig: theirs.yaml # theirs\n    production: true\n    namespaces:\n      - name: shop\n',
    );
    expect(text.match(/name: demo/g)).toHaveLength(1);
    expect((await portwatch('import', '--undo', '--into', 'config.yaml')).code).toBe(0);
    expect(await read('config.yaml')).toBe(before);
  });

  it('takes a selector', async () => {
    const { stdout } = await portwatch('generate', '--context', 'demo', '-n', 'shop', '--selector', 'app=web');
    expect(stdout.match(/resource: .*/g)).toEqual(['resource: service/web']);
  });

  it('names the permission that is missing, and asks page by page', async () => {
    const paths: string[] = [];
    const server = http.createServer((request, response) => {
      paths.push(request.url ?? '');
      const isNext = (request.url ?? '').includes('continue=');
      const page = {
        kind: 'ServiceList',
        metadata: { continue: isNext ? '' : 'next' },
        items: [item(isNext ? 'b' : 'a')],
      };
      const isAll = (request.url ?? '').startsWith('/api/v1/services');
      response.writeHead(isAll ? 403 : 200).end(JSON.stringify(isAll ? { kind: 'Status', message: 'no' } : page));
    });
    const item = (name: string) => ({
      metadata: { name, namespace: 'shop' },
      spec: { selector: { app: name }, ports: [{ port: 18_090 }, { port: 53, protocol: 'UDP' }] },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const kubeconfig = {
      clusters: [{ name: 'c', cluster: { server: url } }],
      contexts: [{ name: 'c', context: { cluster: 'c', namespace: 'shop' } }],
    };
    await writeFile(home.path('kubeconfig'), JSON.stringify(kubeconfig));
    const denied = await portwatch('generate', '--context', 'c', '--all-namespaces');
    expect(denied).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('may not list services in all namespaces') as string,
    });
    const paged = await portwatch('generate', '--context', 'c');
    server.close();
    expect(paged.stdout.match(/resource: .*/g)).toEqual(['resource: service/a', 'resource: service/b']);
    expect(paged).toMatchObject({ code: 5, stderr: expect.stringContaining('UDP') as string });
    expect(paths.at(-1)).toContain('/api/v1/namespaces/shop/services?limit=500&continue=next');
  });
});

describe('portwatch export', () => {
  it('writes a file for another program, and never over one', async () => {
    await portwatch('generate', '--context', 'demo', '-n', 'shop', '--into', 'shop.yaml');
    const args = ['export', '-c', 'shop.yaml', '--format', 'kubectl', '-o', 'shop.sh'];
    const { code, stderr } = await portwatch(...args);
    expect([code, stderr]).toEqual([5, expect.stringContaining('alias: kubectl has nothing like it')]);
    expect(await read('shop.sh')).toMatch(/^(kubectl --context demo -n shop port-forward service\/\S+ \d+:\S+\n){3}$/);
    expect((await portwatch(...args)).code).toBe(3);
  });

  it('writes commands that kubectl runs', { timeout: 60_000 }, async () => {
    const ports = await freePorts(4);
    const targets = [
      { resource: 'service/web', port: 'http' },
      { resource: 'deployment/web', port: 3000 },
      { resource: 'service/web', port: 8080, bindAddress: '::1' },
      { resource: 'service/api-gateway', port: 80, bindAddress: '127.0.0.2' },
    ];
    const drafts = targets.map((target, index) => {
      return { context: 'demo', namespace: 'shop', forward: { ...target, localPort: ports[index] ?? 0 } };
    });
    const { text } = exportForwards(drafts, 'kubectl');
    const kubectl = await Kubectl.start('1.35.2', cluster.kubeconfig);
    try {
      for (const [index, { words }] of shellCommands(text).entries()) {
        const said = await kubectl.runUntil((output) => output.includes('Forwarding from'), ...words.slice(1));
        expect(said).toContain(`:${String(ports[index])} -> `);
      }
    } finally {
      await kubectl.dispose();
    }
  });
});
