import type { Diagnosis } from '../../shared/diagnosis';
import type { ForwardSpec } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import type { Credentials } from '../cluster/credentials';
import { type ApiAccess, apiAccess, clusterKeyOf, podEndpoint } from '../cluster/endpoint';
import type { ContextEntry } from '../cluster/kubeconfig-parse';
import type { ResolvedTarget } from '../worker/resolved-target';
import type { ApiLine } from './api-line';
import { type ApiServerGain, ApiServerStep } from './api-server-step';
import { knockAtApp } from './app-step';
import { credentialsMs, obtainCredentials } from './credentials-step';
import { failed } from './finding';
import { type DescribedContext, type KubeconfigSource, readKubeconfig, sourceFor } from './kubeconfig-step';
import { lookAtPort, type LocalHolder } from './local-step';
import type { PermissionGain } from './permissions';
import { askPermissions } from './permission-step';
import { type PodGain, PodStep } from './pod-step';
import { findPort } from './port-step';
import { DiagnosisProgress } from './progress';
import { secretsOfCredentials, secretsOfUser } from './secrets';
import { tunnelMs, TunnelStep } from './tunnel-step';

export interface DiagnoseOptions extends KubeconfigSource {
  readonly clock: Clock;
  readonly holder: LocalHolder;
  /** The folder that this program runs from, by which others like it are known. */
  readonly folder: string;
  /** Told how far it is, each time that changes. */
  readonly onProgress: (diagnosis: Diagnosis) => void;
  /** Ends it: what has not been looked at by then is skipped. */
  readonly signal: AbortSignal;
}

/**
 * Looks afresh at everything that a forward needs, one part after the other, without touching the forward: nothing is
 * taken from caches, and connections, credentials and the tunnel are its own. Never rejects.
 */
export async function diagnose(spec: ForwardSpec, options: DiagnoseOptions): Promise<Diagnosis> {
  const { clock, onProgress, signal } = options;
  const progress = new DiagnosisProgress(spec, clock, onProgress, signal);
  const opened = new DisposableStore();
  try {
    await new Walk(spec, options, progress, opened).local();
  } finally {
    opened.dispose();
  }
  return progress.diagnosis;
}

/** The steps in order; each goes on to the next with what it gained, or says what cannot be looked at without it. */
class Walk {
  constructor(
    private readonly spec: ForwardSpec,
    private readonly options: DiagnoseOptions,
    private readonly progress: DiagnosisProgress,
    private readonly opened: DisposableStore,
  ) {}

  async local(): Promise<void> {
    const { holder, folder } = this.options;
    await this.progress.step('local', () => lookAtPort(this.spec, holder, folder));
    await this.#kubeconfig();
  }

  async #kubeconfig(): Promise<void> {
    const described = await this.progress.step('kubeconfig', () => readKubeconfig(this.spec, this.options));
    if (!described) {
      this.progress.skipRest('kubeconfig');
      return;
    }
    this.progress.hide(secretsOfUser(described.entry.user));
    await this.#credentials(described);
  }

  async #credentials(described: DescribedContext): Promise<void> {
    const { entry } = described;
    const obtain = (signal: AbortSignal) => obtainCredentials(entry, this.options, signal);
    const credentials = await this.progress.step('credentials', obtain, { ms: credentialsMs });
    this.progress.hide(credentials ? secretsOfCredentials(credentials) : []);
    const access = await this.#accessOf(described, credentials ?? { headers: {} });
    const reached = await this.#apiServer(access);
    if (!reached) this.progress.skipRest('api-server');
    else if (!credentials || reached.isRefused) this.#withoutCredentials(entry, credentials);
    else await this.#permission(access, reached.line);
  }

  /** Whether it can be reached is worth knowing without credentials, too. */
  #apiServer(access: ApiAccess): Promise<ApiServerGain | null> {
    const step = new ApiServerStep(access, this.options.clock);
    const run = async (signal: AbortSignal) => {
      const found = await step.run(signal);
      if (found.gained) this.#keep(found.gained.line, signal);
      return found;
    };
    return this.progress.step('api-server', run, { explain: step.explain });
  }

  #withoutCredentials({ name, cluster, userName }: ContextEntry, credentials: Credentials | null): void {
    if (credentials) {
      const message = `The API server of ${name} (${new URL(cluster.server).host}) does not accept the credentials of user ${userName}`;
      const hint = `Log in to ${name} again.`;
      this.progress.amend('credentials', failed({ code: 'login-needed', message, hint, suspect: 'credentials' }));
    }
    this.progress.skipRest('credentials');
  }

  async #permission(access: ApiAccess, line: ApiLine): Promise<void> {
    const { kubeconfigPath } = sourceFor(this.spec, this.options);
    const pods = new PodStep(this.spec, access, line, this.options.clock);
    const may = await this.progress.step(
      'permission',
      (signal) => askPermissions(this.spec, line, kubeconfigPath, signal),
      { explain: pods.explain },
    );
    if (may?.mayFindPods) await this.#pod(access, pods, may);
    else this.progress.skipRest('permission');
  }

  async #pod(access: ApiAccess, step: PodStep, may: PermissionGain): Promise<void> {
    const pod = await this.progress.step('pod', step.run, { explain: step.explain });
    if (pod) await this.#port(access, pod, may);
    else this.progress.skipRest('pod');
  }

  async #port(access: ApiAccess, gain: PodGain, may: PermissionGain): Promise<void> {
    const port = await this.progress.step('port', () => Promise.resolve(findPort(this.spec, gain)));
    const { name, uid } = gain.pod.metadata;
    const target: ResolvedTarget = {
      pod: name,
      podUid: uid ?? '',
      podPort: port ?? 0,
      endpoint: podEndpoint(access, this.spec.namespace, name),
      clusterKey: clusterKeyOf(access),
    };
    if (may.mayOpenTunnels) await this.#tunnel(target, port !== null);
    else this.progress.skipRest('permission');
  }

  async #tunnel(target: ResolvedTarget, hasPort: boolean): Promise<void> {
    const step = new TunnelStep(this.spec, target, this.options.clock);
    this.opened.add(toDisposable(() => step.dispose()));
    const tunnel = await this.progress.step('tunnel', step.run, { ms: tunnelMs, explain: step.explain });
    if (!tunnel || !hasPort) {
      this.progress.skipRest(tunnel ? 'port' : 'tunnel');
      return;
    }
    await this.progress.step('app', (signal) => knockAtApp(tunnel, target, this.options.clock, signal));
  }

  async #accessOf({ entry, authority }: DescribedContext, credentials: Credentials): Promise<ApiAccess> {
    return apiAccess(entry.name, entry.cluster, credentials, authority, await this.options.environment());
  }

  /** Until the end; at once when nobody waits any more. */
  #keep(line: Disposable, signal: AbortSignal): void {
    this.opened.add(line);
    if (signal.aborted) line.dispose();
  }
}
