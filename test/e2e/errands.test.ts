import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { once } from 'node:events';
import { ChildProgram } from '../support/child-program';
import { gateway, type Scene, startScene } from '../support/scene';

const executable = join(import.meta.dirname, '..', '..', 'release', 'linux-unpacked', 'portwatch');

let scene: Scene;
beforeEach(async () => {
  scene = await startScene({ build: 'unpacked', forwards: [gateway] });
});
afterEach(() => scene.dispose());

/** The packaged program once more, on the same desktop and with the same home. */
async function portwatch(args: readonly string[], input = '') {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const program = await ChildProgram.start(executable, [...sandbox, ...args], {
    environment: { PATH: process.env['PATH'], ...scene.desktop.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  program.child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  program.child.stdin?.end(input);
  await once(program.child, 'close');
  return { code: program.child.exitCode, stdout, stderr: program.complaints };
}

it('imports, checks, exports and takes back from a terminal, beside the app that runs, without a window of its own', async () => {
  await scene.app.page();
  const file = join(scene.desktop.folder, 'new.yaml');
  const command = 'kubectl --context demo -n shop port-forward svc/web 18080:http\n';
  const imported = await portwatch(['import', '-', '--into', file, '--json'], command);
  expect(imported.code).toBe(0);
  expect(JSON.parse(imported.stdout)).toMatchObject({ format: 'kubectl', written: true, adds: [{}] });
  expect(await portwatch(['--check', '-c', file])).toMatchObject({
    code: 0,
    stdout: `${file}: 1 forward, no problems.\n`,
  });
  expect(await portwatch(['export', '--format', 'kubectl', '-c', file])).toMatchObject({
    code: 0,
    stdout: 'kubectl --context demo -n shop port-forward service/web 18080:http\n',
  });
  expect(await portwatch(['import', '--undo', '--into', file])).toMatchObject({ code: 0 });
  expect(await readFile(file, 'utf8')).toBe('contexts: []\n');
  await writeFile(file, 'contexts: [');
  const checked = await portwatch(['--check', '-c', file]);
  expect([checked.code, checked.stderr]).toEqual([3, expect.stringContaining(`${file}:1:`)]);
  expect((await portwatch(['import'])).code).toBe(2);
  expect(scene.app.electronApp.windows()).toHaveLength(1);
});
