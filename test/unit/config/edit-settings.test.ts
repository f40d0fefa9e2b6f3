import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editSettingsInFile, editSettingsText } from '../../../src/main/config/edit-settings';
import { readConfig } from '../../../src/main/config/read-config';

const contexts = `contexts: # all of ours
  - name: prod
    namespaces:
      - name: shop
        forwards:
          - { resource: service/api, port: 80, localPort: 8080 } # the gateway
`;

/** The settings that the text has, in milliseconds. */
function settingsIn(text: string) {
  const result = readConfig('pw.yaml', text);
  expect(result.problems).toEqual([]);
  return result.kind === 'loaded' ? result.settings : null;
}

describe('Editing the settings of a config file', () => {
  it('changes one time, and keeps comments, order and everything else', () => {
    const text = `# mine\nwatchdog:\n  poll: 3s # often\n  threshold: 12s\n\n${contexts}`;
    expect(editSettingsText(text, { watchdog: { threshold: '20s' } })).toBe(
      `# mine\nwatchdog:\n  poll: 3s # often\n  threshold: 20s\n\n${contexts}`,
    );
  });

  it('begins a block of its own where there is none', () => {
    const result = editSettingsText(contexts, { watchdog: { poll: '2s', threshold: '6s' } });
    expect(result).toBe(`${contexts}watchdog:\n  poll: 2s\n  threshold: 6s\n`);
    expect(settingsIn(result)?.watchdog).toEqual({ pollMs: 2_000, checkMs: 5_000, thresholdMs: 6_000 });
  });

  it('takes a time away, so that the default counts, and with the last one the block', () => {
    const text = `${contexts}watchdog:\n  poll: 2s\n  threshold: 6s\nlanes: 2\n`;
    const one = editSettingsText(text, { watchdog: { poll: null, threshold: '12s' } });
    expect(one).toBe(`${contexts}watchdog:\n  threshold: 12s\nlanes: 2\n`);
    expect(editSettingsText(one, { watchdog: { threshold: null } })).toBe(`${contexts}lanes: 2\n`);
  });

  it('sets, changes and removes the number of lanes', () => {
    const two = editSettingsText(contexts, { lanes: 2 });
    expect(settingsIn(two)?.lanes).toBe(2);
    const three = editSettingsText(two, { lanes: 3 });
    expect(settingsIn(three)?.lanes).toBe(3);
    expect(editSettingsText(three, { lanes: null })).toBe(contexts);
  });

  it.each([
    ['in braces', `watchdog: { poll: 3s, threshold: 12s } # short\n${contexts}`],
    ['with a key that has no value', `watchdog:\n${contexts}`],
    ['with another indent', `watchdog:\n      check: 1s\n${contexts}`],
    ['with Windows line ends', `watchdog:\r\n  poll: 3s\r\n${contexts.replaceAll('\n', '\r\n')}`],
    ['without a line end', `${contexts}watchdog:\n  poll: 3s`],
    ['as JSON', `{"contexts":[],"watchdog":{"poll":"3s"}}`],
    ['as JSON without settings', `{"contexts":[]}`],
    ['with comments only in the block', `watchdog:\n  # poll: 1s\n${contexts}`],
  ])('finds the settings that are written %s', (_, text) => {
    const result = editSettingsText(text, { watchdog: { poll: '4s', threshold: '30s' }, lanes: 2 });
    const settings = settingsIn(result);
    expect(settings).toMatchObject({ watchdog: { pollMs: 4_000, thresholdMs: 30_000 }, lanes: 2 });
    for (const comment of text.match(/#.*$/gm) ?? []) expect(result).toContain(comment.trim());
  });

  it('leaves the text alone when nothing is different', () => {
    const text = `watchdog: {poll: 3s}\n${contexts}`;
    expect(editSettingsText(text, { watchdog: { poll: '3s' }, lanes: null })).toBe(text);
  });

  it('does not touch a block that is written with an alias', () => {
    const text = `x-times: &times { poll: 3s }\nwatchdog: *times\n${contexts}`;
    expect(() => editSettingsText(text, { watchdog: { poll: '4s' } })).toThrow('Its watchdog is written with an alias');
  });
});

describe('Editing the settings in the file itself', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-settings-'));
    file = join(folder, 'pw.yaml');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('writes what can be used', async () => {
    await writeFile(file, contexts);
    expect(await editSettingsInFile(file, { watchdog: { poll: '1s' } })).toEqual({ ok: true });
    expect(await readFile(file, 'utf8')).toBe(`${contexts}watchdog:\n  poll: 1s\n`);
  });

  it('refuses times that would accuse healthy forwards, with the reason, and leaves the file alone', async () => {
    await writeFile(file, contexts);
    expect(await editSettingsInFile(file, { watchdog: { poll: '10s' } })).toEqual({
      ok: false,
      message: 'Threshold of 15 s is less than two polls of 10 s.',
      hint: 'Healthy forwards would be called hung: raise threshold, or poll more often.',
    });
    expect(await readFile(file, 'utf8')).toBe(contexts);
  });

  it('mends a file that cannot be used for its settings', async () => {
    await writeFile(file, `${contexts}watchdog:\n  poll: 10s\n`);
    expect(await editSettingsInFile(file, { watchdog: { poll: '5s' } })).toEqual({ ok: true });
  });

  it('says why a file cannot be changed', async () => {
    const missing = join(folder, 'none', 'pw.yaml');
    expect(await editSettingsInFile(missing, { lanes: 2 })).toMatchObject({ ok: false });
    await writeFile(file, 'contexts: [');
    expect(await editSettingsInFile(file, { lanes: 2 })).toMatchObject({ ok: false, hint: 'Edit the file by hand.' });
  });
});
