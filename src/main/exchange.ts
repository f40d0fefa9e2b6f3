import type { ExchangeFormat, PlannedForward } from '../shared/import-plan';
import type {
  AddAnswer,
  ExportAnswer,
  GenerateRequest,
  ImportRequest,
  PlanAnswer,
  UndoAnswer,
} from '../shared/import-request';
import type { Refusal } from '../shared/outcome';
import { ProblemError, problemOf } from '../shared/problem';
import type { Clock } from './base/clock';
import { locatedCluster } from './cluster/configured-clusters';
import { knownContexts } from './cluster/known-contexts';
import type { ConfigReload } from './config-reload';
import { refusalOf } from './config/change-file';
import { noSurroundings, type Surroundings } from './config/exchange/surroundings';
import type { RunJob } from './config/jobs';
import { generatedFrom } from './exchange-generate';

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly runJob: RunJob;
  readonly config: Pick<ConfigReload, 'change' | 'clusters' | 'fileToChange'>;
  /** With what the login shell adds. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  readonly kubeconfigPath?: string;
}

/** Imports into the config file of the running application. No method rejects. */
export class Exchange {
  constructor(private readonly options: ExchangeOptions) {}

  async planImport(request: ImportRequest): Promise<PlanAnswer> {
    const surroundings = await this.#surroundings();
    return this.#plan((path) => this.options.runJob('planText', { path, request, surroundings }));
  }

  async planGenerate(request: GenerateRequest, signal: AbortSignal): Promise<PlanAnswer> {
    const { clock, runJob, environment, kubeconfigPath } = this.options;
    try {
      const path = this.#pathOf(request) ?? kubeconfigPath;
      const imported = await generatedFrom(request, {
        clock,
        environment: await environment(),
        signal,
        ...(path === undefined ? {} : { kubeconfigPath: path }),
      });
      return await this.#plan((path) => runJob('planForwards', { path, imported }));
    } catch (error) {
      if (signal.aborted) return { ok: false, message: 'The search was cancelled.', hint: '' };
      const { message, hint } = problemOf(error);
      return { ok: false, message, hint };
    }
  }

  applyImport(forwards: readonly PlannedForward[]): Promise<AddAnswer> {
    const { config, runJob } = this.options;
    return config.change((path) => runJob('add', { path, forwards }));
  }

  undoImport(): Promise<UndoAnswer> {
    const { config, runJob } = this.options;
    return config.change((path) => runJob('undo', { path }));
  }

  /** The config's forwards in a format. Changes nothing. */
  async planExport(format: ExchangeFormat): Promise<ExportAnswer> {
    const path = this.options.config.fileToChange();
    if (typeof path !== 'string') return path;
    return this.options.runJob('export', { path, format }).catch((error: unknown) => refusalOf(path, error));
  }

  /** Of the file that the request names for its context. Fails with a `ProblemError` when the config does not name it. */
  #pathOf({ context, kubeconfig }: GenerateRequest): string | undefined {
    if (kubeconfig === undefined) return undefined;
    const found = locatedCluster({ context, kubeconfig }, this.options.config.clusters());
    if ('problem' in found) throw new ProblemError(found.problem);
    return found.path;
  }

  async #plan(ask: (path: string) => Promise<PlanAnswer>): Promise<PlanAnswer | Refusal> {
    const path = this.options.config.fileToChange();
    if (typeof path !== 'string') return path;
    return ask(path).catch((error: unknown) => refusalOf(path, error));
  }

  /** Without a kubeconfig, what names its context can be imported all the same. */
  async #surroundings(): Promise<Surroundings> {
    const { environment, kubeconfigPath } = this.options;
    return knownContexts(await environment(), kubeconfigPath).catch(() => noSurroundings);
  }
}
