import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportFile } from '../../../../src/main/config/exchange/export-file';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portwatch-export-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function exported(text: string) {
  const path = join(folder, 'portwatch.yaml');
  await writeFile(path, text);
  return { path, answer: await exportFile({ path, format: 'kubectl' }) };
}

const forwards = (lines: string) => `contexts:
  - name: prod
    namespaces:
      - name: shop
        forwards:
${lines}`;

it('writes the forwards of a config file, and counts those that are not right', async () => {
  const { path, answer } = await exported(
    forwards(`          - { resource: service/api, port: 80, localPort: 8080 }
          - { resource: service/web, port: 80, localPort: 99999 }
`),
  );
  expect(answer).toMatchObject({ ok: true, path, count: 1, broken: 1, notes: [] });
  expect(answer.ok && answer.text).toContain('port-forward');
});

it('refuses a file that is none, with what is wrong with it', async () => {
  const { path, answer } = await exported('contexts: [');
  expect(answer).toMatchObject({ ok: false });
  expect(answer.ok ? '' : answer.message).toContain(`${path} cannot be used: `);
});

it('finds nothing to write where there is no file yet', async () => {
  const answer = await exportFile({ path: join(folder, 'none.yaml'), format: 'kubectl' });
  expect(answer).toMatchObject({ ok: true, text: '', count: 0 });
});
