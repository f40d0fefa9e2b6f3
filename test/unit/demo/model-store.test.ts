import { beforeEach, describe, expect, it } from 'vitest';
import type { Namespace } from '../../../src/main/demo/model-objects';
import { namespaceObject } from '../../../src/main/demo/model-scene';
import { type Change, ObjectStore } from '../../../src/main/demo/model-store';

const birth = { nowMs: 0, uid: () => 'some-uid' };

describe('the demo cluster’s object store', () => {
  let store: ObjectStore;
  const put = (name: string): Namespace => store.put('namespaces', namespaceObject(name, birth));

  beforeEach(() => {
    store = new ObjectStore(3);
  });

  it('gives every change the next resourceVersion, and the object carries it', () => {
    const first = put('a');
    const second = put('b');
    expect(Number(second.metadata.resourceVersion)).toBe(Number(first.metadata.resourceVersion) + 1);
    expect(store.version).toBe(Number(second.metadata.resourceVersion));
  });

  it('gives a deletion a version of its own', () => {
    const added = put('a');
    const changes: Change[] = [];
    store.onDidChange((change) => changes.push(change));
    store.remove('namespaces', undefined, 'a');
    expect(changes.map(({ type, version }) => [type, version])).toEqual([['DELETED', store.version]]);
    expect(changes[0]?.object.metadata.resourceVersion).toBe(String(Number(added.metadata.resourceVersion) + 1));
    expect(store.get('namespaces', undefined, 'a')).toBeUndefined();
  });

  it('does nothing when what is to be deleted is not there', () => {
    const { version } = store;
    store.remove('namespaces', undefined, 'a');
    expect(store.version).toBe(version);
  });

  it('tells everything that happened after a version', () => {
    put('a');
    const { version } = store;
    put('b');
    put('a');
    const changes = store.changesSince(version);
    expect(changes).not.toBe('expired');
    if (changes === 'expired') return;
    expect(changes.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(['ADDED b', 'MODIFIED a']);
  });

  it('has nothing to tell after its newest version', () => {
    put('a');
    expect(store.changesSince(store.version)).toEqual([]);
  });

  it('remembers only so many changes: older versions have expired', () => {
    const { version } = store;
    for (const name of ['a', 'b', 'c']) put(name);
    expect(store.changesSince(version)).toHaveLength(3);
    put('d');
    expect(store.changesSince(version)).toBe('expired');
    expect(store.changesSince(version + 1)).toHaveLength(3);
  });

  it('forgets its history when told, but not its present', () => {
    const { version } = store;
    put('a');
    store.compact();
    expect(store.changesSince(version)).toBe('expired');
    expect(store.changesSince(store.version)).toEqual([]);
    expect(store.list('namespaces').map(({ metadata }) => metadata.name)).toEqual(['a']);
  });
});
