import { describe, expect, it } from 'vitest';
import { alternativesTo } from '../../../../src/main/config/exchange/alternatives';
import { existingForwards } from '../../../../src/main/config/exchange/existing';
import { planImport } from '../../../../src/main/config/exchange/plan';
import type { PlannedForward } from '../../../../src/shared/import-plan';

const config = `contexts:
  - name: prod
    namespaces:
      - name: shop
        forwards:
          - { resource: service/orders-db, port: 5432, localPort: 5432, alias: orders-db }
`;

function draft(resource: string, localPort: number, alias?: string): PlannedForward {
  const named = alias === undefined ? {} : { alias };
  return {
    context: 'prod',
    namespace: 'shop',
    where: 'line 1',
    forward: { resource, port: 80, localPort, ...named },
  };
}

/** Local port and alias of what is proposed instead. */
async function proposed(drafts: readonly PlannedForward[], taken: readonly number[] = []) {
  const existing = existingForwards(config);
  const plan = planImport(existing, { drafts, notes: [] });
  const alternatives = await alternativesTo(existing, plan, (port) => Promise.resolve(!taken.includes(port)));
  return alternatives.map((one) => (one ? [one.forward.localPort, one.forward.alias] : null));
}

describe('what is proposed for a forward in conflict', () => {
  it('is the next local port that neither a forward nor a program has', async () => {
    expect(await proposed([draft('service/api', 5432), draft('service/web', 5433)], [5434])).toEqual([
      [5435, undefined],
    ]);
  });

  it('is a number behind its alias where only that is taken', async () => {
    expect(
      await proposed([draft('service/api', 8080, 'orders-db'), draft('service/web', 8081, 'orders-db-2')]),
    ).toEqual([[8080, 'orders-db-3']]);
  });

  it('is both where both are taken, and another one for each', async () => {
    expect(await proposed([draft('service/a', 5432, 'orders-db'), draft('service/b', 5432, 'orders-db')])).toEqual([
      [5433, 'orders-db-2'],
      [5434, 'orders-db-3'],
    ]);
  });

  it('is nothing for one that is there already', async () => {
    const same = draft('service/orders-db', 5432);
    expect(await proposed([{ ...same, forward: { ...same.forward, port: 5432 } }])).toEqual([null]);
  });

  it('can be added together with the rest of the plan, and all at once', async () => {
    const drafts = [draft('service/a', 5432, 'x'), draft('service/b', 5432, 'x'), draft('service/c', 5433, 'y')];
    const existing = existingForwards(config);
    const plan = planImport(existing, { drafts, notes: [] });
    const others = await alternativesTo(existing, plan, () => Promise.resolve(true));
    const all = [...plan.adds, ...others.flatMap((one) => one ?? [])];
    expect(all).toHaveLength(3);
    expect(planImport(existing, { drafts: all, notes: [] }).conflicts).toEqual([]);
  });
});
