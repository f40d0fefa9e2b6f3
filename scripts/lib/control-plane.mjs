import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { availableParallelism, platform } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './say.mjs';

/** The Go module whose go.mod and go.sum pin everything that is built. */
const programsModule = join(root, 'test', 'cluster', 'programs');

const kubernetes = 'k8s.io/kubernetes';
const kwok = 'sigs.k8s.io/kwok';
const etcd = 'go.etcd.io/etcd/server/v3';
const programs = [
  { name: 'etcd', package: etcd },
  { name: 'kwok', package: `${kwok}/cmd/kwok` },
  { name: 'kube-apiserver', package: `${kubernetes}/cmd/kube-apiserver` },
];

/** How kwok's node and its pods come to life, and the object that says where a pod's port leads: kwok's own files. */
const kwokFiles = [
  'kustomize/crd/bases/kwok.x-k8s.io_portforwards.yaml',
  'kustomize/stage/node/fast/node-initialize.yaml',
  'kustomize/stage/pod/fast/pod-ready.yaml',
  'kustomize/stage/pod/fast/pod-delete.yaml',
];

const oldestGo = [1, 26];
const buildDeadlineMs = 60 * 60_000;

/** Whether this machine has a Go that can build the control plane. */
export async function hasGo() {
  if (platform() === 'win32') return false;
  const { code, output } = await runQuietly('go', ['env', 'GOVERSION'], { env: goEnvironment() });
  const [, major, minor] = /^go(\d+)\.(\d+)/m.exec(output) ?? [];
  if (code !== 0 || major === undefined) return false;
  return Number(major) > oldestGo[0] || (Number(major) === oldestGo[0] && Number(minor) >= oldestGo[1]);
}

/**
 * The folder with etcd, kube-apiserver, kwok and kwok's files, built from source unless they were built before. Takes
 * minutes the first time (docs/protocol.md says how many).
 *
 * @returns {Promise<string>}
 * @throws {SetupError} with the compiler's words
 */
export async function ensureControlPlane() {
  const versions = await pinnedVersions();
  const folder = join(cache, 'cluster', await keyOf(versions));
  const whole = join(folder, 'kube-apiserver');
  if (existsSync(whole)) return folder;
  await withLock('control-plane', async () => {
    await mkdir(folder, { recursive: true });
    await copyKwokFiles(folder);
    // The API server is built last: where it is, everything is.
    for (const program of programs) await build(program, folder, versions);
  });
  return folder;
}

/** @param {Record<string, string>} versions */
async function keyOf(versions) {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(programsModule, file)));
  hash.update(await readFile(new URL(import.meta.url)));
  const names = [`kubernetes-${versions[kubernetes]}`, `kwok-${versions[kwok]}`, `etcd-${versions[etcd]}`];
  return `${names.join('_')}_${hash.digest('hex').slice(0, 8)}`;
}

async function pinnedVersions() {
  const text = await readFile(join(programsModule, 'go.mod'), 'utf8');
  const versionOf = (module) => {
    const [, version] = new RegExp(`^\\s*${module} (v\\S+)`, 'm').exec(text) ?? [];
    if (version === undefined) throw new SetupError(`${programsModule}/go.mod does not pin ${module}.`);
    return [module, version];
  };
  return Object.fromEntries([kubernetes, kwok, etcd].map(versionOf));
}

async function build(program, folder, versions) {
  const target = join(folder, program.name);
  if (existsSync(target)) return;
  say(`Building ${program.name} for the cluster tests; this takes minutes, once ...`);
  const start = performance.now();
  const unfinished = `${target}.unfinished`;
  const args = ['build', '-ldflags', linkFlags(versions), '-o', unfinished, program.package];
  await go(args);
  await rename(unfinished, target);
  say(`Built ${program.name} in ${((performance.now() - start) / 1_000).toFixed(0)} s.`);
}

/** Programs say which version they are, as their releases do. */
function linkFlags(versions) {
  const [major, minor] = versions[kubernetes].slice(1).split('.');
  const stamps = {
    'k8s.io/component-base/version.gitVersion': versions[kubernetes],
    'k8s.io/component-base/version.gitMajor': major,
    'k8s.io/component-base/version.gitMinor': minor,
    [`${kwok}/pkg/consts.Version`]: versions[kwok],
  };
  return ['-s', '-w', ...Object.entries(stamps).map(([name, value]) => `-X ${name}=${value}`)].join(' ');
}

async function copyKwokFiles(folder) {
  await go(['mod', 'download', kwok]);
  const from = (await go(['list', '-m', '-f', '{{.Dir}}', kwok])).trim();
  for (const file of kwokFiles) {
    const target = join(folder, file.slice(file.lastIndexOf('/') + 1));
    await rm(target, { force: true });
    await copyFile(join(from, file), target);
  }
}

/** Politely: whoever works on the machine meanwhile goes first. */
async function go(args) {
  const options = { cwd: programsModule, env: goEnvironment(), deadlineMs: buildDeadlineMs };
  const { code, output } = await runQuietly('nice', ['-n', '19', 'go', ...args], options);
  if (code !== 0) throw new SetupError(`go ${args[0]} failed:\n${output.trim()}`);
  return output;
}

function goEnvironment() {
  return {
    ...process.env,
    GOFLAGS: `-mod=readonly -trimpath -buildvcs=false -p=${String(Math.min(2, availableParallelism()))}`,
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  };
}
