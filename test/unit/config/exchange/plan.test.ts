import { describe, expect, it } from 'vitest';
import { existingForwards } from '../../../../src/main/config/exchange/existing';
import { chooseLocalPorts } from '../../../../src/main/config/exchange/local-ports';
import { planImport } from '../../../../src/main/config/exchange/plan';
import type { ImportedDraft, PlannedForward } from '../../../../src/shared/import-plan';

const config = `contexts:
  - name: dev
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 80, localPort: 8080, alias: web }
          - { resource: nonsense, port: 80, localPort: 8081, bindAddress: 127.0.0.2 }
`;
const existing = existingForwards(config);

function draft(forward: Partial<PlannedForward['forward']>): PlannedForward {
  return {
    context: 'dev',
    namespace: 'shop',
    where: 'entry 1',
    forward: { resource: 'service/new', port: 80, localPort: 9000, ...forward },
  };
}

const plan = (...drafts: readonly PlannedForward[]) => planImport(existing, { drafts, notes: [] });

describe('planning an import', () => {
  it('adds what is new', () => {
    expect(plan(draft({}))).toEqual({ adds: [draft({})], conflicts: [], cannot: [], changes: [] });
  });

  it.each([
    ['a port that is taken', { localPort: 8080 }, 'port', 'web (service/web), line 6'],
    ['a port that is taken for all addresses', { localPort: 8081, bindAddress: '0.0.0.0' }, 'port', 'nonsense'],
    ['an alias that is taken', { alias: 'web' }, 'alias', 'web (service/web), line 6'],
    ['what is there already', { resource: 'service/web', localPort: 8080, bindAddress: 'localhost' }, 'same', 'line 6'],
  ])('tells of %s, and of whom', (_what, forward, kind, holder) => {
    const { adds, conflicts } = plan(draft(forward));
    expect(adds).toEqual([]);
    expect(conflicts).toMatchObject([
      { kind, holder: expect.stringContaining(holder === 'nonsense' ? 'line 7' : holder) as string },
    ]);
  });

  it('allows a port on another address', () => {
    expect(plan(draft({ localPort: 8081 })).adds).toHaveLength(1);
  });

  it('tells of two that are imported and want the same', () => {
    const { adds, conflicts } = plan(draft({}), { ...draft({ resource: 'service/other' }), where: 'entry 2' });
    expect(adds).toHaveLength(1);
    expect(conflicts).toMatchObject([{ kind: 'port', holder: 'service/new on 127.0.0.1:9000, entry 1 of the import' }]);
  });
});

describe('choosing local ports', () => {
  const wanting = (port: number | string, more: object = {}): ImportedDraft => ({
    ...draft({}),
    forward: { resource: 'service/any', port, localPort: null, ...more },
  });
  const chosen = async (drafts: readonly ImportedDraft[], busy: readonly number[] = []) => {
    const placed = await chooseLocalPorts({ drafts, notes: [] }, existing, (port) =>
      Promise.resolve(!busy.includes(port)),
    );
    return placed.drafts.map(({ forward }) => forward.localPort);
  };

  it("takes the target's own number when it is free and needs no privileges", async () => {
    expect(await chosen([wanting(5432), wanting(80), wanting(443), wanting('http')])).toEqual([
      5432, 8082, 8443, 10_000,
    ]);
  });

  it('goes on to the next one that nobody has', async () => {
    expect(await chosen([wanting(5432), wanting(5432), wanting(8080)], [5433])).toEqual([5432, 5434, 8082]);
  });

  it('keeps clear of ports that are named', async () => {
    expect(await chosen([wanting(5432), wanting(1, { localPort: 5432 })])).toEqual([5433, 5432]);
  });

  it('finds the port again that the config has for it', async () => {
    expect(await chosen([wanting(80, { resource: 'service/web' })], [8080])).toEqual([8080]);
  });

  it('ends when there is none left', async () => {
    await expect(
      chooseLocalPorts({ drafts: [wanting(5432)], notes: [] }, [], () => Promise.resolve(false)),
    ).rejects.toThrow('No local port is free');
  });
});
