import { clusterIdOf } from '../shared/cluster-ref';
import type { Imported } from '../shared/import-plan';
import type { GenerateRequest } from '../shared/import-request';
import { type ListOptions, listObjects } from './cluster/list-objects';
import { generateForwards } from './config/exchange/generate';
import { targetsIn } from './exchange-targets';

/**
 * Forwards for what the cluster has. `surroundings` say which file its context is looked up in; the request's goes into the
 * forwards. Fails with a `ProblemError`.
 */
export async function generatedFrom(
  { context, kubeconfig, namespaces, selector, workloads }: GenerateRequest,
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
  return generateForwards(
    clusterIdOf({ context, ...(kubeconfig === undefined ? {} : { kubeconfig }) }),
    targetsIn(found),
  );
}
