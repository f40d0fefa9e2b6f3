import { describe, expect, it } from 'vitest';
import { diffForwards, type ForwardsDiff } from '../../../src/main/engine/forwards-diff';
import { forwardIdOf, type ForwardSpec } from '../../../src/shared/forward';
import { defaultUpkeep } from '../../../src/shared/upkeep';
import { specOf } from '../../support/forwards';
import { seededRandom } from '../../support/seeded-random';

const api = specOf({ alias: 'api', localPort: 8080 });
const web = specOf({ alias: 'web', localPort: 8081, target: { kind: 'service', name: 'web' } });

function at(spec: ForwardSpec, localPort: number, bindAddress = spec.bindAddress): ForwardSpec {
  return { ...spec, localPort, bindAddress, id: forwardIdOf(bindAddress, localPort) };
}

/** One forward changed like this. */
function changeBy(change: Partial<ForwardSpec>) {
  const { changed, added, removed, untouched } = diffForwards([api, web], [{ ...api, ...change }, web]);
  expect([added, removed, untouched]).toEqual([[], [], 1]);
  return changed.map(({ keys, effect }) => ({ keys, effect }));
}

function apply(before: readonly ForwardSpec[], { added, removed, changed, order }: ForwardsDiff): ForwardSpec[] {
  const specs = new Map(before.map((spec) => [spec.id, spec]));
  for (const { id } of [...removed, ...changed.map((change) => change.before)]) specs.delete(id);
  for (const spec of [...added, ...changed.map(({ after }) => after)]) {
    expect(specs.has(spec.id)).toBe(false);
    specs.set(spec.id, spec);
  }
  expect(specs.size).toBe(order.length);
  return order.map((id) => specs.get(id) ?? specOf({ alias: 'lost' }));
}

describe('the difference between two lists of forwards', () => {
  it.each([
    [{ lazy: true as const }, 'lazy', 'care'],
    [{ idleMs: 60_000 }, 'idleMs', 'care'],
    [{ kubeconfig: '/etc/customer.yaml' }, 'kubeconfig', 'reconnect'],
  ])('is told by what has to be done about it: %o', (change, key, effect) => {
    expect(changeBy(change)).toEqual([{ keys: [key], effect }]);
  });

  it('knows contexts of one name in two files apart', () => {
    const theirs = { ...at(api, 9_090), kubeconfig: '/etc/customer.yaml' };
    const { changed } = diffForwards([api, theirs], [at(api, 7_070), theirs]);
    expect(changed.map(({ before, after }) => [before.id, after.id])).toEqual([[api.id, '127.0.0.1:7070']]);
  });

  it('is nothing when they are the same', () => {
    expect(diffForwards([api, web], [{ ...api }, web])).toEqual({
      added: [],
      removed: [],
      changed: [],
      untouched: 2,
      order: [api.id, web.id],
      isReordered: false,
    });
  });

  it('is only another order when that is all', () => {
    const diff = diffForwards([api, web], [web, api]);
    expect(diff).toMatchObject({ changed: [], untouched: 2, isReordered: true, order: [web.id, api.id] });
  });

  it('tells what is new and what is gone', () => {
    expect(diffForwards([api], [web])).toMatchObject({ added: [web], removed: [api], changed: [], isReordered: false });
    expect(diffForwards([], [api])).toMatchObject({ added: [api], removed: [] });
    expect(diffForwards([api], [])).toMatchObject({ added: [], removed: [api] });
  });

  it.each([
    [{ alias: 'a' }, 'relabel'],
    [{ group: 'g' }, 'relabel'],
    [{ onHang: 'notify' }, 'relabel'],
    [{ autostart: false }, 'relabel'],
    [{ upkeep: { ...defaultUpkeep, maxAgeMs: 1 } }, 'care'],
    [{ port: 81 }, 'reconnect'],
    [{ target: { kind: 'pod', name: 'api' } }, 'reconnect'],
    [{ namespace: 'n' }, 'reconnect'],
    [{ context: 'c' }, 'reconnect'],
  ] as const)('knows what has to happen for %o', (change, effect) => {
    expect(changeBy(change)).toEqual([{ keys: Object.keys(change), effect }]);
  });

  it('takes the gravest of several changes', () => {
    expect(changeBy({ alias: 'a', upkeep: defaultUpkeep, port: 81 })[0]?.effect).toBe('reconnect');
  });

  it('follows a forward to another local port or address', () => {
    const moved = at(api, 9090);
    expect(diffForwards([api, web], [moved, web]).changed).toEqual([
      { before: api, after: moved, keys: ['localPort'], effect: 'rebind' },
    ]);
    expect(diffForwards([api], [at(api, 8080, '0.0.0.0')]).changed[0]).toMatchObject({ keys: ['bindAddress'] });
  });

  it('follows two that swap their ports, and one that takes the port of another', () => {
    const swapped = diffForwards([api, web], [at(api, 8081), at(web, 8080)]);
    expect(swapped.changed.map(({ before, after }) => [before.alias, after.alias, after.localPort])).toEqual([
      ['api', 'api', 8081],
      ['web', 'web', 8080],
    ]);
    const taken = diffForwards([api, web], [at(web, 8080)]);
    expect(taken).toMatchObject({ removed: [api], changed: [{ before: web, effect: 'rebind' }], added: [] });
  });

  it('does not guess between forwards that are told apart by their ports alone', () => {
    const twins = [at(api, 1), at(api, 2)];
    const diff = diffForwards(twins, [at(api, 3), at(api, 4)]);
    expect(diff).toMatchObject({ changed: [], removed: twins });
  });

  it('leads from any list to any other (seeds 1 to 500)', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = seededRandom(seed);
      const before = anyForwards(random);
      const after = [...anyForwards(random), ...before.filter(() => random() < 0.6)].filter(
        ({ id }, index, all) => all.findIndex((other) => other.id === id) === index,
      );
      const diff = diffForwards(before, after);
      expect(apply(before, diff), `seed ${String(seed)}`).toEqual(after);
      expect(diff.untouched + diff.changed.length + diff.added.length).toBe(after.length);
      expect(before.length - diff.untouched).toBe(diff.changed.length + diff.removed.length);
    }
  });
});

function anyForwards(random: () => number): ForwardSpec[] {
  const pick = <T>(...values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0];
  const specs = Array.from({ length: Math.floor(random() * 8) }, () =>
    at(
      specOf({
        alias: pick('a', 'b', 'c'),
        port: pick<number | string>(80, 'http'),
        target: pick({ kind: 'service', name: 'x' }, { kind: 'selector', selector: 'app=y' }),
        autostart: pick(true, false),
      }),
      pick(1, 2, 3, 4, 5, 6),
      pick('127.0.0.1', '::1'),
    ),
  );
  return [...new Map(specs.map((spec) => [spec.id, spec])).values()];
}
