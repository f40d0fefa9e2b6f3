import { describe, expect, it } from 'vitest';
import { editConfigText } from '../../../src/main/config/edit-text';
import { findEntry } from '../../../src/main/config/find-entry';
import { faultsOfEdit, forwardEditOf } from '../../../src/main/config/preview-edit';
import type { EntryEdit, ForwardEntry } from '../../../src/shared/editing';

const file = `contexts:
  - name: staging
    namespaces:
      - name: shop
        forwards:
          # the gateway
          - resource: service/api
            port: 80
            localPort: 8080
          - resource: pod/orders-db
            port: 5432
            localPort: 5432
            bindAddress: 127.0.0.2
          - resource: Service/web
            port: 80
            localPort: 9090
`;

function entry(forward: Record<string, unknown>, more: Partial<ForwardEntry> = {}): ForwardEntry {
  return { context: 'staging', namespace: 'shop', ...more, forward };
}

/** What is wrong with the file that an edit would make, by key. */
function faults(to: ForwardEntry, seen: ForwardEntry | null = null): Readonly<Record<string, string>> {
  const edit: EntryEdit = { seen, to };
  const found = faultsOfEdit('p.yaml', file, editConfigText(file, forwardEditOf(edit)), to);
  return Object.fromEntries(found.map(({ key, message }) => [key, message]));
}

describe('what is wrong with a forward that is to be written', () => {
  it('is nothing, whatever else is wrong in the file', () => {
    expect(faults(entry({ resource: 'service/web', port: 'http', localPort: 8081 }))).toEqual({});
  });

  it('stands at the keys that it is about, as a rule', () => {
    expect(faults(entry({ resource: 'web', port: 0, localPort: 70_000, openPath: 'x' }))).toEqual({
      resource:
        'It must be one of pod/NAME, service/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME, replicaset/NAME, or pod with a selector',
      port: 'It must be a whole number from 1 to 65535',
      localPort: 'It must be a whole number from 1 to 65535',
      openPath: 'It must be a path that begins with /, without spaces',
    });
  });

  it('names what is missing, the context and the namespace, too', () => {
    expect(Object.keys(faults(entry({ port: 80 }, { context: '', namespace: 'Not/A Name' })))).toEqual(
      expect.arrayContaining(['context', 'namespace', 'resource', 'localPort']),
    );
  });

  it('is a local port that another forward of the file has, wherever that stands', () => {
    const taken = { resource: 'service/web', port: 80, localPort: 8080 };
    expect(faults(entry(taken))).toEqual({
      localPort: 'localPort 8080 is already used by api (service/api) in line 7',
    });
    const first = findEntry(file, '127.0.0.1:8080');
    expect(
      faults(entry({ resource: 'service/api', port: 80, localPort: 5432, bindAddress: '127.0.0.2' }), first),
    ).toHaveProperty('localPort');
  });

  it('is told of keys inside blocks at the block', () => {
    const probed = entry({ resource: 'service/web', port: 80, localPort: 8081, probe: { interval: '5' } });
    expect(faults(probed)).toEqual({ probe: expect.stringContaining('must be a duration') as string });
  });
});

describe('the entry of a forward', () => {
  it('is found by its address', () => {
    expect(findEntry(file, '127.0.0.2:5432')?.forward).toMatchObject({ resource: 'pod/orders-db' });
  });

  it('is found by its place when it cannot run', () => {
    expect(findEntry(file, 'line:14')?.forward).toMatchObject({ resource: 'Service/web' });
  });

  it('is found by the address that the file gives to all', () => {
    const shared = `${file}defaults:\n  bindAddress: 127.0.0.9\n`;
    expect(findEntry(shared, '127.0.0.9:8080')?.forward).toMatchObject({ resource: 'service/api' });
    expect(findEntry(shared, '127.0.0.1:8080')).toBeNull();
  });

  it('is as it stands in the file, so that nobody changes what somebody else has made of it', () => {
    expect(findEntry(file, '127.0.0.1:8080')).toEqual(entry({ resource: 'service/api', port: 80, localPort: 8080 }));
  });
});
