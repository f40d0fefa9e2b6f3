import { clusterIdOf, type ClusterRef } from '../../shared/cluster-ref';
import type { Listing, NotListed, OfferedContext } from '../../shared/discovery';
import { type Problem, problemOf } from '../../shared/problem';
import { optionWords } from '../../shared/words-form';
import type { ConfiguredCluster } from './configured-clusters';
import type { ReachableClusters } from './discovery';
import type { KnownContexts } from './known-contexts';

/**
 * The contexts that there are to choose from: those of the user's kubeconfig, and of every file that the config names. What the
 * config names is there also when its file cannot be read. Never rejects.
 */
export async function offeredContexts(
  clusters: Pick<ReachableClusters, 'contexts'>,
  configured: readonly ConfiguredCluster[],
): Promise<Listing<OfferedContext>> {
  const files = new Map(configured.flatMap(({ kubeconfig, path }) => (path === undefined ? [] : [[kubeconfig, path]])));
  const sources: readonly Source[] = [{}, ...[...files].map(([kubeconfig = '', path]) => ({ kubeconfig, path }))];
  const found = await Promise.all(sources.map((source) => contextsOf(source, clusters)));
  const isKnown = new Set(configured.map(clusterIdOf));
  const items = found.flatMap((answer, at) => {
    const file = sources[at]?.kubeconfig === undefined ? {} : { kubeconfig: sources[at].kubeconfig };
    return offered(
      answer,
      configured.filter(({ kubeconfig }) => kubeconfig === file.kubeconfig),
      file,
    ).map((one) =>
      isKnown.has(clusterIdOf({ context: one.name, ...file })) ? { ...one, isConfigured: true as const } : one,
    );
  });
  const notListed = found.flatMap((answer, at): readonly NotListed[] =>
    'problem' in answer ? [{ resource: optionWords.contextsOf(sources[at]?.kubeconfig), problem: answer.problem }] : [],
  );
  const [own] = found;
  if (own && 'problem' in own && items.length === 0) return { kind: 'failed', problem: own.problem };
  return { kind: 'listed', items, notListed, isCut: false };
}

/** The user's own kubeconfig, or a file that the config names. */
interface Source {
  readonly kubeconfig?: string;
  readonly path?: string;
}

type Answer = KnownContexts | { readonly problem: Problem };

async function contextsOf({ path }: Source, clusters: Pick<ReachableClusters, 'contexts'>): Promise<Answer> {
  try {
    return await (path === undefined ? clusters.contexts() : clusters.contexts(path));
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function offered(
  answer: Answer,
  named: readonly ConfiguredCluster[],
  file: Pick<ClusterRef, 'kubeconfig'>,
): readonly OfferedContext[] {
  if ('problem' in answer) {
    const names = file.kubeconfig === undefined ? [] : [...new Set(named.map(({ context }) => context))];
    return names.map((name) => ({ name, cluster: '', namespace: null, isCurrent: false, ...file }));
  }
  const { contexts, currentContext } = answer;
  const isOwn = file.kubeconfig === undefined;
  return contexts.map((context) => ({ ...context, isCurrent: isOwn && context.name === currentContext, ...file }));
}
