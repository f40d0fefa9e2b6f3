import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WindowExchange, type WindowExchangeOptions } from '../../../src/main/desktop/exchange';
import { importPlaces } from '../../../src/main/desktop/exchange-places';
import type { ImportRequest, PlanAnswer } from '../../../src/shared/import-request';
import { someConflict, someDraft, somePlanned } from '../../support/plans';
import { someSnapshot } from './fake-application';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portwatch-exchange-'));
});

afterEach(() => rm(folder, { recursive: true }));

const exported = { ok: true, path: '/p', text: 'contexts: []\n', count: 1, broken: 0, notes: [] } as const;
const refused = { ok: false, message: 'Not here.', hint: '' } as const;

/** `plan`: what main makes of a text. */
function prepared(
  plan: (request: ImportRequest) => PlanAnswer = () => somePlanned({ adds: [someDraft({})] }),
  changes: Partial<WindowExchangeOptions['application']> = {},
) {
  const requests: ImportRequest[] = [];
  const dialog = { choose: null as string | null, saveAs: null as string | null };
  const clipboard: string[] = [];
  const exchange = new WindowExchange({
    application: {
      snapshot: () => someSnapshot({ source: { kind: 'file', path: join(folder, 'portwatch.yaml') } }),
      planImport: (request) => (requests.push(request), Promise.resolve(plan(request))),
      planGenerate: () => Promise.resolve(refused),
      applyImport: (forwards) => Promise.resolve({ ok: true, path: '/p', added: forwards, canUndo: true }),
      undoImport: () => Promise.resolve({ ok: true, path: '/p', removed: [], left: [] }),
      planExport: () => Promise.resolve(exported),
      ...changes,
    },
    dialogs: { choose: () => Promise.resolve(dialog.choose), saveAs: () => Promise.resolve(dialog.saveAs) },
    writeClipboard: (text) => void clipboard.push(text),
    places: () => importPlaces(folder, folder),
  });
  return { exchange, requests, dialog, clipboard, handlers: exchange.handlers() };
}

async function written(name: string, text = 'contexts: []'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('files that are found by themselves', () => {
  it('are those of other programs, where those put them, with how much is new in them', async () => {
    const kportal = await written('.kportal.yaml');
    await mkdir(join(folder, 'Downloads'));
    const forwarder = await written('Downloads/cluster-staging.kpf-export.json');
    const { exchange } = prepared(({ fileName }) => ({
      ...somePlanned({ adds: [someDraft({})], conflicts: [someConflict({ kind: 'same' }), someConflict({})] }),
      format: fileName === '.kportal.yaml' ? 'kportal' : 'kube-forwarder',
    }));
    expect(await exchange.find()).toEqual([
      { path: kportal, format: 'kportal', news: 2, known: 1 },
      { path: forwarder, format: 'kube-forwarder', news: 2, known: 1 },
    ]);
  });

  it.each([
    ['holds no forwards', { ...somePlanned({}), format: 'kftray' as const }],
    ['is not understood', { ...somePlanned({ adds: [someDraft({})] }), format: null }],
    ['is of another program than its name says', somePlanned({ adds: [someDraft({})] })],
    ['cannot be planned', refused],
  ])('are none where a file %s', async (_what, answer) => {
    await written('configs.json');
    expect(await prepared(() => answer).exchange.find()).toEqual([]);
  });

  it('are not the config file itself, nor what cannot be read', async () => {
    await mkdir(join(folder, '.kportal.yaml'));
    const { exchange } = prepared(undefined, {
      snapshot: () => someSnapshot({ source: { kind: 'file', path: join(folder, 'configs.json') } }),
    });
    await written('configs.json');
    expect(await exchange.find()).toEqual([]);
  });
});

describe('planning an import', () => {
  it('reads a file that was chosen here, and calls it by its name', async () => {
    const { exchange, requests, dialog } = prepared();
    dialog.choose = await written('mine.yaml', 'a: b');
    expect(await exchange.choose()).toEqual({ path: dialog.choose });
    await exchange.plan({ kind: 'file', path: dialog.choose }, 'kportal');
    expect(requests).toEqual([{ text: 'a: b', format: 'kportal', fileName: 'mine.yaml' }]);
  });

  it('reads no file that neither a person chose nor was found', async () => {
    const { exchange, requests } = prepared();
    const path = await written('secret.yaml');
    expect(await exchange.plan({ kind: 'file', path }, 'auto')).toMatchObject({ ok: false });
    expect(requests).toEqual([]);
  });

  it('says why a file that was chosen cannot be read any more', async () => {
    const { exchange, dialog } = prepared();
    dialog.choose = join(folder, 'gone.yaml');
    await exchange.choose();
    const answer = await exchange.plan({ kind: 'file', path: dialog.choose }, 'auto');
    expect(answer.ok ? '' : answer.message).toContain('gone.yaml cannot be read (ENOENT).');
  });
});

describe('asking a cluster', () => {
  it('ends when it is cancelled, and when something else is asked', () => {
    const signals: AbortSignal[] = [];
    const { exchange } = prepared(undefined, {
      planGenerate: (_, signal) => (signals.push(signal), new Promise(() => undefined)),
    });
    void exchange.planGenerate({ context: 'prod', namespaces: [], workloads: false });
    void exchange.planGenerate({ context: 'staging', namespaces: [], workloads: false });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect([exchange.cancelGenerate(), exchange.cancelGenerate()]).toEqual([true, false]);
    expect(signals[1]?.aborted).toBe(true);
  });
});

describe('adding', () => {
  it('lets nobody else reach a forward unless that was confirmed', async () => {
    const { handlers } = prepared();
    const forwards = [someDraft({}), someDraft({ bindAddress: '0.0.0.0' })];
    const answer = await handlers.applyImport({ forwards, mayBeReached: false });
    expect(answer.ok ? '' : answer.message).toBe('Nothing was added: nobody confirmed that others may reach 0.0.0.0.');
    expect(await handlers.applyImport({ forwards, mayBeReached: true })).toMatchObject({ ok: true });
  });
});

describe('the last import', () => {
  it('is kept until it is taken back', async () => {
    const { handlers } = prepared();
    expect(await handlers.lastImport(undefined)).toEqual({ added: null });
    await handlers.applyImport({ forwards: [someDraft({})], mayBeReached: false });
    expect(await handlers.lastImport(undefined)).toMatchObject({ added: { added: [someDraft({})] } });
    await handlers.undoImport(undefined);
    expect(await handlers.lastImport(undefined)).toEqual({ added: null });
  });
});

describe('an export', () => {
  it('is saved for its owner alone, also over a file that others could read', async () => {
    const { handlers, dialog } = prepared();
    dialog.saveAs = await written('out.yaml', 'old');
    await chmod(dialog.saveAs, 0o644);
    expect(await handlers.saveExport({ format: 'kportal' })).toEqual({ ok: true, path: dialog.saveAs });
    expect(await readFile(dialog.saveAs, 'utf8')).toBe(exported.text);
    expect((await stat(dialog.saveAs)).mode & 0o777).toBe(0o600);
  });

  it('is saved nowhere when nowhere was chosen, and says where it could not be', async () => {
    const { handlers, dialog } = prepared();
    expect(await handlers.saveExport({ format: 'kportal' })).toEqual({ ok: true, path: null });
    dialog.saveAs = join(folder, 'none', 'out.yaml');
    const outcome = await handlers.saveExport({ format: 'kportal' });
    expect(outcome).toMatchObject({ ok: false, path: null });
    expect(outcome.ok ? '' : outcome.message).toBe(`${dialog.saveAs} cannot be written (ENOENT).`);
  });

  it('goes to the clipboard as it would be saved', async () => {
    const { handlers, clipboard } = prepared();
    expect(await handlers.copyExport({ format: 'kubectl' })).toEqual({ ok: true });
    expect(clipboard).toEqual([exported.text]);
  });
});
