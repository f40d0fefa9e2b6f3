import type { Imported } from '../shared/import-plan';
import type { GenerateRequest } from '../shared/import-request';
import { type ListOptions, listObjects } from './cluster/list-objects';
import { generateForwards } from './config/exchange/generate';
import { targetsIn } from './exchange-targets';

/** Forwards for what the cluster has. Fails with a `ProblemError`. */
export async function generatedFrom(
  { context, namespaces, selector, workloads }: GenerateRequest,
  surroundings: Pick<ListOptions, 'clock' | 'environment' | 'kubeconfigPath' | 'signal'>,
): Promise<Imported> {
  const found = await listObjects(
    {
      ...surroundings,
      context,
      namespaces: namespaces.length === 0 ? null : namespaces,
      selector: selector ?? null,
    },
    workloads === true,
  );
  return generateForwards(context, targetsIn(found));
}
