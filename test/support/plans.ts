import type { ImportConflict, ImportPlan, PlannedForward } from '../../src/shared/import-plan';
import type { PlannedImport } from '../../src/shared/import-request';

/** A forward that is to be added: `service/orders-db` of prod, unless told otherwise. */
export function someDraft(forward: Partial<PlannedForward['forward']>): PlannedForward {
  return {
    context: 'prod',
    namespace: 'shop',
    where: 'line 1',
    forward: { resource: 'service/orders-db', port: 5432, localPort: 5432, ...forward },
  };
}

export function someConflict(conflict: Partial<ImportConflict>): ImportConflict {
  return { draft: someDraft({}), kind: 'port', holder: 'orders-db (service/orders-db), line 6', ...conflict };
}

/** A plan as main would answer it. Empty, unless told otherwise. */
export function somePlanned(
  plan: Partial<ImportPlan>,
  alternatives: PlannedImport['alternatives'] = [],
): PlannedImport {
  return {
    ok: true,
    path: '/home/mia/.config/portwatch/portwatch.yaml',
    format: 'kportal',
    plan: { adds: [], conflicts: [], cannot: [], changes: [], ...plan },
    alternatives,
  };
}
