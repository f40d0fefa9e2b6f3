/**
 * What @kubernetes/client-node would cost in the main process, next to our own requests (docs/adr/0004-client-node.md):
 * bundled code, time to load it and resident memory, each as the median of fresh processes less an empty one. Then what
 * its KubeConfig makes of things that kubectl understands, found by running it.
 *
 *     node test/bench/client-node-cost.mjs [--runs N]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { KubeConfig } from '@kubernetes/client-node';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runs = Number(parseArgs({ options: { runs: { type: 'string', default: '9' } } }).values.runs);

const programs = {
  empty: '',
  'client-node': `import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
globalThis.used = [AppsV1Api, CoreV1Api, KubeConfig];`,
  'src/main/cluster': `import { createClusters } from '${root}src/main/cluster/clusters.ts';
globalThis.used = [createClusters];`,
};

mkdirSync(join(root, '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, '.cache', 'client-node-cost-'));
try {
  await measure();
  await tryKubeConfig();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const figures = {};
  for (const [name, source] of Object.entries(programs)) {
    const file = await bundle(name.replaceAll('/', '-'), source);
    const samples = Array.from({ length: runs }, () => load(file));
    figures[name] = {
      bytes: statSync(file).size,
      ms: median(samples.map(({ ms }) => ms)),
      rss: median(samples.map(({ rss }) => rss)),
    };
  }
  console.log(`Node ${process.version}, median of ${runs} fresh processes, less an empty one\n`);
  console.log('                    code       load    memory');
  for (const name of ['client-node', 'src/main/cluster']) {
    const { bytes, ms, rss } = figures[name];
    const columns = [
      `${(bytes / 1e6).toFixed(2)} MB`,
      `${(ms - figures.empty.ms).toFixed(0)} ms`,
      `${((rss - figures.empty.rss) / 1e6).toFixed(1)} MB`,
    ];
    console.log(name.padEnd(18) + columns.map((text) => text.padStart(9)).join(' '));
  }
}

/** Bundled as the app's main process is (vite.main.config.ts). */
async function bundle(name, source) {
  const entry = join(folder, `${name}.entry.ts`);
  writeFileSync(entry, source);
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node18',
      outDir: join(folder, name),
      minify: false,
      rolldownOptions: { input: entry, output: { format: 'cjs', entryFileNames: 'main.cjs' } },
    },
    ssr: { noExternal: true },
  });
  return join(folder, name, 'main.cjs');
}

function load(file) {
  const script = `const before = performance.now(); require(${JSON.stringify(file)});
console.log(JSON.stringify({ ms: performance.now() - before, rss: process.memoryUsage().rss }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

async function tryKubeConfig() {
  console.log('\nWhat its KubeConfig does with');
  const token = join(folder, 'token');
  writeFileSync(token, 'from-a-file');
  const withFile = await headersOf({ tokenFile: token });
  console.log(`  tokenFile:                        ${withFile.Authorization ?? 'no Authorization header'}`);

  const impersonating = await headersOf({ token: 't', as: 'mia', 'as-groups': ['ops'], 'as-uid': '7' });
  const sent = Object.keys(impersonating).filter((name) => name.startsWith('Impersonate'));
  console.log(`  as, as-groups, as-uid:            sends ${sent.join(', ')}`);

  console.log(`  KUBECONFIG that repeats a name:   ${repeatedName()}`);

  const [first, second] = await agentsOf(2);
  console.log(
    `  two requests, one after another:  ${first === second ? 'one agent' : 'a new agent each'}, keepAlive ${first.keepAlive}`,
  );

  console.log(`  an exec plugin, 3 requests at once: run ${await execRuns(3)} times`);
  console.log(`  client-certificate and its data:  uses the ${await certificatePreferred()}`);
}

function configText(user, name = 'c') {
  return JSON.stringify({
    clusters: [{ name, cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

function parsed(user) {
  const config = new KubeConfig();
  config.loadFromString(configText(user));
  return config;
}

async function headersOf(user) {
  const options = {};
  await parsed(user).applyToHTTPSOptions(options);
  return options.headers ?? {};
}

function repeatedName() {
  const files = ['one', 'two'].map((name) => join(folder, `${name}.kubeconfig`));
  for (const file of files) writeFileSync(file, configText({ token: 't' }));
  process.env.KUBECONFIG = files.join(delimiter);
  try {
    new KubeConfig().loadFromDefault();
    return 'the first wins';
  } catch (error) {
    return `throws "${error.message}"`;
  }
}

async function agentsOf(count) {
  const config = parsed({ token: 't' });
  const agents = [];
  for (let request = 0; request < count; request += 1) {
    await config.applySecurityAuthentication({
      setHeaderParam: () => undefined,
      setAgent: (agent) => agents.push(agent),
    });
  }
  return agents;
}

async function execRuns(requests) {
  const log = join(folder, 'runs');
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 't' } };
  const script = `echo run >> ${log}; echo '${JSON.stringify(credential)}'`;
  const config = parsed({ exec: { apiVersion: credential.apiVersion, command: 'sh', args: ['-c', script] } });
  await Promise.all(Array.from({ length: requests }, () => config.applyToHTTPSOptions({})));
  return execFileSync('wc', ['-l', log], { encoding: 'utf8' }).trim().split(' ')[0];
}

/** kubectl prefers the data that is in the kubeconfig itself. */
async function certificatePreferred() {
  const file = join(folder, 'certificate.pem');
  writeFileSync(file, 'file');
  const options = {};
  const data = Buffer.from('data').toString('base64');
  const user = { 'client-certificate': file, 'client-certificate-data': data };
  const config = parsed(user);
  config.applyHTTPSOptions(options);
  return String(options.cert);
}
