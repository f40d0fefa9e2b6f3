import { describe, expect, it } from 'vitest';
import {
  emptyEntry,
  entryOf,
  fieldOf,
  type Fields,
  fieldsOf,
  nameOf,
  saysMore,
} from '../../../../src/renderer/model/form';
import { faultsAtFields, faultsElsewhere } from '../../../../src/renderer/model/form-faults';
import type { ForwardEntry } from '../../../../src/shared/editing';

const usual: Fields = {
  ...fieldsOf(emptyEntry),
  context: 'staging',
  namespace: 'shop',
  target: 'service/web',
  port: '80',
  localPort: '8080',
};

function forwardOf(change: Partial<Fields>, seen: ForwardEntry | null = null, given = {}) {
  return entryOf({ ...usual, ...change }, seen, given).forward;
}

function entry(forward: Record<string, unknown>): ForwardEntry {
  return { context: 'staging', namespace: 'shop', forward };
}

describe('the entry that a form stands for', () => {
  it('says only what has to be said', () => {
    expect(entryOf(usual, null)).toEqual(entry({ resource: 'service/web', port: 80, localPort: 8080 }));
  });

  it('has kinds as the file has them, and labels as a selector', () => {
    expect(forwardOf({ target: 'svc/web' })).toMatchObject({ resource: 'service/web' });
    expect(forwardOf({ target: ' deploy/web ' })).toMatchObject({ resource: 'deployment/web' });
    expect(forwardOf({ target: 'app=web,tier!=cache' })).toMatchObject({
      resource: 'pod',
      selector: 'app=web,tier!=cache',
    });
    expect(forwardOf({ target: 'app in (a,b)' })).toMatchObject({ selector: 'app in (a,b)' });
  });

  it('leaves what is no number as it is typed, so that main can say what is wrong with it', () => {
    expect(forwardOf({ port: 'http', localPort: '80a' })).toMatchObject({ port: 'http', localPort: '80a' });
  });

  it('leaves out what is empty', () => {
    expect(forwardOf({ target: ' ', port: '', localPort: '', alias: ' ' })).toEqual({});
  });

  it('says a choice that is not what the file says for all, or that it said before', () => {
    expect(forwardOf({ autostart: false, notify: false })).toMatchObject({ autostart: false, notify: false });
    expect(forwardOf({ autostart: true }, null, { autostart: false })).toMatchObject({ autostart: true });
    expect(forwardOf({ autostart: false }, null, { autostart: false })).not.toHaveProperty('autostart');
    expect(
      forwardOf({}, entry({ resource: 'service/web', port: 80, localPort: 8080, autostart: true })),
    ).toHaveProperty('autostart', true);
  });

  it('keeps what the form does not know, in its place', () => {
    const seen = entry({ localPort: 1, httpLog: true, resource: 'service/web', protocol: 'tcp', port: 80 });
    expect(Object.entries(forwardOf({ localPort: '8080', alias: 'web' }, seen))).toEqual([
      ['localPort', 8080],
      ['httpLog', true],
      ['resource', 'service/web'],
      ['protocol', 'tcp'],
      ['port', 80],
      ['alias', 'web'],
    ]);
  });

  it('is what was read, when nothing is changed', () => {
    const all = entry({
      resource: 'pod',
      selector: 'app=web',
      port: 'http',
      localPort: 8080,
      alias: 'web',
      group: 'g',
      bindAddress: '::1',
      autostart: false,
      lazy: true,
      idleTimeout: '30m',
      onHang: 'notify',
      openPath: '/a',
      notify: false,
      probe: { path: '/healthz', interval: '5s' },
      httpLog: { enabled: false },
    });
    expect(entryOf(fieldsOf(all), all)).toEqual(all);
  });

  it('keeps how often a probe asks, whatever it asks', () => {
    const seen = entry({ resource: 'service/web', port: 80, localPort: 8080, probe: { path: '/x', interval: '5s' } });
    expect(forwardOf({ probe: 'tcp-dial' }, seen)).toMatchObject({ probe: { method: 'tcp-dial', interval: '5s' } });
    expect(forwardOf({ probe: 'off' }, seen)).toMatchObject({ probe: false });
    expect(forwardOf({ probe: 'as-file' }, seen)).not.toHaveProperty('probe');
    expect(forwardOf({ probe: 'http', probePath: '' })).toMatchObject({ probe: { path: '/' } });
  });

  it('drops the selector of a target that is none any more', () => {
    const seen = entry({ resource: 'pod', selector: 'app=web', port: 80, localPort: 8080 });
    expect(forwardOf({}, seen)).toEqual({ resource: 'service/web', port: 80, localPort: 8080 });
  });
});

describe('what a form shows', () => {
  it('goes by the name of the target when it has none', () => {
    expect([nameOf(usual), nameOf({ target: 'app=web' }), nameOf({ target: '' })]).toEqual(['web', 'app=web', '']);
  });

  it('is open where it says more than most', () => {
    expect(saysMore(usual)).toBe(false);
    expect(saysMore({ ...usual, lazy: true })).toBe(true);
  });

  it('has a field for every key that it knows', () => {
    expect([fieldOf('resource'), fieldOf('selector'), fieldOf('localPort'), fieldOf('httpLog')]).toEqual([
      'target',
      'target',
      'localPort',
      null,
    ]);
  });
});

describe('faults', () => {
  const found = [
    { key: 'port', message: 'It must be a port', hint: '' },
    { key: 'localPort', message: 'It must be a port', hint: '' },
    { key: 'color', message: 'Unknown key "color"', hint: '' },
  ];
  const wrong = { ...usual, port: '0', localPort: '', target: '' };

  it('are told where somebody has been, and nowhere else', () => {
    const faults = faultsAtFields(wrong, found, { touched: new Set(['port', 'localPort']), attempted: false });
    expect([...faults.keys()]).toEqual(['port']);
  });

  it('are told everywhere, with what is missing first, when it was to be saved', () => {
    const faults = faultsAtFields(wrong, found, { touched: new Set(), attempted: true });
    expect([...faults.keys()]).toEqual(['target', 'localPort', 'port']);
    expect(faults.get('target')?.message).toBe('Choose what to forward to.');
  });

  it('that no field has are told all the same', () => {
    expect(faultsElsewhere(found).map(({ key }) => key)).toEqual(['color']);
  });
});
