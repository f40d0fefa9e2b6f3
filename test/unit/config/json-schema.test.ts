import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configDocs, withTables } from '../../../scripts/lib/config-docs.mjs';
import { readConfig } from '../../../src/main/config/read-config';
import { demoConfigYaml } from '../../../src/main/demo/demo-config';
import { keysAt } from '../../../src/shared/config-schema';
import { configJsonSchema } from '../../../src/shared/config-json-schema';

const isValid = new Ajv({ strict: true, strictTypes: false, validateFormats: false }).compile(configJsonSchema());

/** A forward with all that must be there, and `more`. */
function withForward(more: string, top = ''): string {
  const forward = `{ resource: service/api, port: 80, localPort: 8080${more} }`;
  return `${top}contexts: [{ name: prod, namespaces: [{ name: shop, forwards: [${forward}] }] }]\n`;
}

describe('what is made of the schema', () => {
  let docs: Awaited<ReturnType<typeof configDocs>>;
  beforeAll(async () => {
    docs = await configDocs();
  }, 60_000);

  it('is up to date: node scripts/config-docs.mjs', async () => {
    for (const { file, text } of docs) expect(await readFile(file, 'utf8'), file).toBe(text);
  });

  it('has a description for every key', () => {
    const undescribed = (schema: object, at: string): readonly string[] =>
      Object.entries(schema).flatMap(([key, child]: [string, unknown]) => {
        if (typeof child !== 'object' || child === null) return [];
        const isKey = at.endsWith('.properties');
        return [...(isKey && !('description' in child) ? [`${at}.${key}`] : []), ...undescribed(child, `${at}.${key}`)];
      });
    expect(undescribed(configJsonSchema(), '')).toEqual([]);
  });

  it('says of every key what becomes of what runs when it changes, as the program does it', () => {
    const page = docs.map(({ text }) => text).join('\n');
    const rows = [...page.matchAll(/^\| `(\w+)` \|.*\| ([^|]*) \|$/gm)].map(([, key = '', word = '']) => [key, word]);
    expect(rows.filter(([, word]) => word === '')).toEqual([]);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['localPort', 'another port'],
        ['resource', 'another tunnel'],
        ['selector', 'another tunnel'],
        ['kubeconfig', 'another tunnel'],
        ['autostart', 'starts, or stops'],
        ['alias', 'at once'],
        ['maxIdleTime', 'at once'],
        ['threshold', 'at once'],
        ['lanes', 'for what starts later'],
        ['watchdogPeriod', 'nothing'],
      ]),
    );
  });

  it('is a page with a table for every place, and for no other', () => {
    const page = '<!-- keys: a -->\nold\n<!-- end -->';
    expect(withTables(page, new Map([['a', 'new']]))).toBe('<!-- keys: a -->\n\nnew\n\n<!-- end -->');
    expect(() => withTables(page, new Map([['b', '']]))).toThrow('a table of a');
    expect(() =>
      withTables(
        page,
        new Map([
          ['a', ''],
          ['b', ''],
        ]),
      ),
    ).toThrow('no table of b');
    expect(keysAt.size).toBeGreaterThan(10);
  });
});

describe('the JSON Schema', () => {
  it.each([
    ['the demo’s file', demoConfigYaml()],
    ['no contexts yet', 'contexts: []'],
    ['a context without forwards', 'contexts: [{ name: prod, production: true, namespaces: [] }]'],
    [
      'every key of a forward',
      withForward(
        ', alias: a, group: g, bindAddress: "::1", autostart: false, onHang: notify, openPath: /ui, notify: true, protocol: tcp, selector: "", httpLog: { enabled: true, maxBodySize: 0 }',
      ),
    ],
    [
      'probes',
      withForward(', probe: { path: /healthz, status: [2xx, 404], interval: 1m30s }', 'defaults: { probe: false }\n'),
    ],
    [
      'the settings',
      withForward(
        '',
        'watchdog: { poll: 1s, check: 500ms, threshold: 2.5s }\nlanes: 16\nhealthCheck: { maxIdleTime: 0s }\nreliability: { retryOnStale: true }\nmdns: { enabled: false }\n',
      ),
    ],
  ])('takes what Portwatch takes: %s', (_, text) => {
    expect(readConfig('pw.yaml', text)).toMatchObject({ kind: 'loaded', problems: [] });
    isValid(parse(text));
    expect(isValid.errors ?? []).toEqual([]);
  });

  it.each([
    ['an unknown key', withForward(', localport: 1')],
    ['an unknown key at the top', withForward('', 'context: 1\n')],
    ['a port in quotes', withForward('').replace('port: 80,', 'port: "80",')],
    ['a port out of range', withForward('').replace('8080', '70000')],
    ['a missing key', 'contexts: [{ name: prod }]'],
    ['a list without entries', 'contexts: [{ name: prod, namespaces: [{ name: shop, forwards: [] }] }]'],
    ['another kind of resource', withForward('').replace('service/api', 'svc/api')],
    ['a name that is none', withForward('').replace('shop', 'Shop!')],
    ['a duration without unit', withForward('', 'watchdog: { poll: 5 }\n')],
    ['a word that is not one of those', withForward(', onHang: restart')],
    ['a status that is none', withForward(', probe: { status: 6xx }')],
    ['an address that is none', withForward(', bindAddress: everywhere')],
    ['too many lanes', withForward('', 'lanes: 17\n')],
    ['control characters', withForward(', alias: "a\\u0007"')],
    ['an idle time that is no time', withForward(', idleTimeout: soon')],
  ])('refuses what Portwatch refuses: %s', (_, text) => {
    expect(readConfig('pw.yaml', text).problems).not.toEqual([]);
    expect(isValid(parse(text))).toBe(false);
  });
});
