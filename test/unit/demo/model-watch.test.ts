import { describe, expect, it } from 'vitest';
import type { Namespace } from '../../../src/main/demo/model-objects';
import { namespaceObject } from '../../../src/main/demo/model-scene';
import { labelMatcher } from '../../../src/main/demo/model-selectors';
import { type Change, ObjectStore } from '../../../src/main/demo/model-store';
import { seenThrough } from '../../../src/main/demo/model-watch';

const birth = { nowMs: 0, uid: () => 'some-uid' };
const blueNamespace = (colour: string): Namespace => {
  const object = namespaceObject('a', birth);
  return { ...object, metadata: { ...object.metadata, labels: { colour } } };
};

/** What a watch for `colour=blue` sees of an object that takes on each colour in turn, and is then deleted. */
function seen(...colours: readonly string[]): (string | undefined)[] {
  const store = new ObjectStore();
  const changes: Change[] = [];
  store.onDidChange((change) => changes.push(change));
  for (const colour of colours) store.put('namespaces', blueNamespace(colour));
  store.remove('namespaces', undefined, 'a');
  return changes.map((change) => seenThrough(change, labelMatcher('colour=blue'))?.type);
}

describe('a change seen through a selector', () => {
  it('is an addition, a modification and a deletion for an object that always matches', () => {
    expect(seen('blue', 'blue')).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  it('is nothing for an object that never matches', () => {
    expect(seen('red', 'green')).toEqual([undefined, undefined, undefined]);
  });

  it('is an addition when an object begins to match', () => {
    expect(seen('red', 'blue')).toEqual([undefined, 'ADDED', 'DELETED']);
  });

  it('is a deletion when an object matches no longer, and its real deletion is not seen', () => {
    expect(seen('blue', 'red')).toEqual(['ADDED', 'DELETED', undefined]);
  });
});
