import { comparedRows, type ComparisonOptions, type Contestants } from './compared-rows';
import { type ContestantOptions, disposeOfAll, startContestants } from './contestants';
import { RealCluster, realWish } from './real-cluster';
import { type Row, withFarEnd } from './row';

export interface ControlPlaneOptions
  extends Omit<ContestantOptions, 'profile'>, Pick<ComparisonOptions, 'effort' | 'only' | 'say'> {
  /** The folder that scripts/lib/control-plane.mjs has built. */
  readonly programs: string;
}

/** The rows of bytes and connections once more, through a released kube-apiserver. */
export async function controlPlaneRows(options: ControlPlaneOptions): Promise<readonly Row[]> {
  const { programs, names, root, effort, only, say } = options;
  const cluster = await RealCluster.start(programs);
  let clients: Contestants = {};
  try {
    const farEnd = `kube-apiserver ${cluster.version}`;
    clients = await startContestants(cluster, [realWish], { names, root, profile: null });
    const rows = await comparedRows({
      clients,
      effort,
      only,
      suffix: ` (${farEnd})`,
      // kwok's node ends neither side of a connection before both have ended.
      passesEnd: false,
      serverPids: cluster.pids,
      say,
    });
    return withFarEnd(`${farEnd} and a node of kwok's`, rows);
  } finally {
    await disposeOfAll(clients);
    await cluster.dispose();
  }
}
