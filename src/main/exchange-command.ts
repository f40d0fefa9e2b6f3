import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { ClusterRef } from '../shared/cluster-ref';
import type { PlanAnswer } from '../shared/import-request';
import type { Refusal } from '../shared/outcome';
import { problemOf } from '../shared/problem';
import { systemClock } from './base/clock';
import { knownContexts } from './cluster/known-contexts';
import { clusterMeant } from './config/cluster-meant';
import { clustersIn } from './config/context-entries';
import { addForwards } from './config/edit-yaml';
import { UneditableError } from './config/uneditable';
import { addToFile, undoInFile } from './config/exchange/apply-import';
import { draftsOf, existingForwards } from './config/exchange/existing';
import { exportForwards } from './config/exchange/export-forwards';
import { planForwards, planInto, planText } from './config/exchange/plan-file';
import { namespaceOf, noSurroundings, type Surroundings } from './config/exchange/surroundings';
import { kubeconfigPath } from './config/kubeconfig-path';
import { findConfig } from './config/locate';
import { readConfig } from './config/read-config';
import { FileChangedError, readIfThere, replaceFile } from './config/replace-file';
import { readTextFile, readTextIfThere, RefusedError } from './config/text-file';
import { parseYaml } from './config/yaml-source';
import { type ExchangeCommand, exchangeUsage } from './exchange-command-line';
import { generatedFrom } from './exchange-generate';
import { readAll } from './exchange-input';
import { noteSections, planLines, undoLines } from './terminal/plan-lines';
import { problemLine } from './terminal/table';

/** The part of `process` that is needed. */
interface Program {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

interface ExchangeOptions {
  readonly command: ExchangeCommand;
  readonly environment: NodeJS.ProcessEnv;
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/** How it ended; documented in the usage text. */
export const exchangeExitCodes = { done: 0, failed: 1, unusable: 3, incomplete: 5 } as const;

/** Imports, exports or generates, without a window and without an engine. Answers the exit code. */
export async function runExchange(command: ExchangeCommand, program: Program): Promise<number> {
  const { env: environment, stdin: input, stdout: output, stderr: errors } = program;
  const code = await run({ command, environment, input, output, errors });
  // Whoever calls may exit at once: what was written must be out by then.
  await new Promise<void>((resolve) => output.write('', () => resolve()));
  return code;
}

async function run(options: ExchangeOptions): Promise<number> {
  const { command, output, errors } = options;
  if (command.help) {
    output.write(exchangeUsage);
    return exchangeExitCodes.done;
  }
  try {
    if (command.verb === 'import') return await runImport(options);
    return command.verb === 'export' ? await runExport(options) : await runGenerate(options);
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UneditableError || error instanceof FileChangedError) {
      errors.write(`portwatch: ${error.message}\n`);
      return exchangeExitCodes.unusable;
    }
    const { message, hint } = problemOf(error);
    errors.write(`portwatch: ${[message, hint].filter((part) => part !== '').join('. ')}\n`);
    return exchangeExitCodes.failed;
  }
}

async function runImport(options: ExchangeOptions): Promise<number> {
  const { command, environment, input } = options;
  const path = command.into ?? (await configPath(options, null));
  if (command.undo) return runUndo(options, path);
  const text = command.file === '-' ? await readAll(input) : await readTextFile(command.file);
  // Without a kubeconfig, what names its context can be imported all the same.
  const surroundings = await knownContexts(environment, command.kubeconfig ?? undefined).catch(() => noSurroundings);
  const request = { text, format: command.format ?? 'auto' } as const;
  return applyPlan(options, await planText({ path, request, surroundings }));
}

async function runUndo({ command, output, errors }: ExchangeOptions, path: string): Promise<number> {
  const undone = await undoInFile({ path, writes: !command.dryRun });
  if (!undone.ok) return refuse(errors, undone);
  if (command.json) output.write(`${JSON.stringify({ ...undone, written: !command.dryRun })}\n`);
  else for (const line of undoLines(undone, !command.dryRun)) output.write(`${line}\n`);
  return undone.left.length > 0 ? exchangeExitCodes.incomplete : exchangeExitCodes.done;
}

async function runGenerate(options: ExchangeOptions): Promise<number> {
  const { command, environment, output, errors } = options;
  const context = command.context ?? '';
  const kubeconfig = command.kubeconfig ?? undefined;
  const cluster = await clusterAsked(command, context);
  const path =
    kubeconfig ??
    (cluster.kubeconfig === undefined ? undefined : kubeconfigPath(cluster.kubeconfig, command.into ?? ''));
  const surroundings: Surroundings = await knownContexts(environment, path);
  const namespaces = command.allNamespaces ? [] : [command.namespace ?? namespaceOf(surroundings, context)];
  const { selector, workloads } = command;
  const generated = await generatedFrom(
    { ...cluster, namespaces, workloads, ...(selector === null ? {} : { selector }) },
    {
      clock: systemClock,
      environment,
      // Ctrl-C ends the program, which holds nothing.
      signal: new AbortController().signal,
      ...(path === undefined ? {} : { kubeconfigPath: path }),
    },
  );
  if (command.into !== null) {
    return applyPlan(options, await planForwards({ path: command.into, imported: generated }));
  }
  const { adds, cannot, changes } = await planInto('', generated);
  if (command.json) output.write(`${JSON.stringify({ forwards: adds, notes: [...cannot, ...changes] })}\n`);
  else output.write(adds.length === 0 ? 'contexts: []\n' : addForwards('', adds));
  for (const line of noteSections(cannot, changes)) errors.write(`${line}\n`);
  return cannot.length > 0 ? exchangeExitCodes.incomplete : exchangeExitCodes.done;
}

/** As the config that is added to names it: with the file, if it has one for the context. */
async function clusterAsked({ into, kubeconfig }: ExchangeCommand, context: string): Promise<ClusterRef> {
  const text = into === null ? null : await readTextIfThere(into);
  const parsed = parseYaml(text ?? '');
  // What is wrong with the file is said when something is to be added to it.
  const known = 'value' in parsed ? clustersIn(parsed.value) : [];
  if (into === null) return { context };
  if (kubeconfig === null) return clusterMeant(known, { context }, into);
  const file = resolve(kubeconfig);
  // Another file is the one that Portwatch is to be run with: the config need not name it.
  return (
    known.find(
      (one) => one.kubeconfig !== undefined && one.context === context && kubeconfigPath(one.kubeconfig, into) === file,
    ) ?? { context }
  );
}

async function runExport(options: ExchangeOptions): Promise<number> {
  const { command, output, errors } = options;
  const path = await configPath(options, command.config);
  const text = await readTextFile(path);
  const config = readConfig(path, text);
  for (const problem of config.problems) errors.write(`${problemLine(problem)}\n`);
  if (config.kind === 'rejected') return exchangeExitCodes.unusable;
  const drafts = draftsOf(existingForwards(text)).filter(({ context }) => [null, context].includes(command.context));
  const exported = exportForwards(drafts, command.format ?? 'portwatch');
  if (command.output === null) output.write(exported.text);
  else if ((await readIfThere(command.output)) !== null)
    throw new RefusedError(`${command.output} is there already. Choose another name, or remove it.`);
  else await replaceFile(command.output, exported.text, null);
  const isLoss = exported.notes.filter(({ kind }) => kind !== 'changed');
  for (const line of noteSections(
    isLoss,
    exported.notes.filter((note) => !isLoss.includes(note)),
  ))
    errors.write(`${line}\n`);
  const isWhole = isLoss.length === 0 && config.problems.length === 0;
  return isWhole ? exchangeExitCodes.done : exchangeExitCodes.incomplete;
}

/** Shows the plan, and carries it out unless it is only asked for. */
async function applyPlan({ command, output, errors }: ExchangeOptions, planned: PlanAnswer): Promise<number> {
  if (!planned.ok) return refuse(errors, planned);
  const { plan, path, format } = planned;
  const writes = !command.dryRun && plan.adds.length > 0;
  const added = writes ? await addToFile({ path, forwards: plan.adds }) : null;
  if (added !== null && !added.ok) return refuse(errors, added);
  const undo = added?.canUndo === true ? `portwatch import --undo --into ${path}` : null;
  if (command.json) {
    const told = { ...(format === null ? {} : { format }), path, ...plan, written: writes, undo };
    output.write(`${JSON.stringify(told)}\n`);
  } else {
    for (const line of planLines(plan, path, writes)) output.write(`${line}\n`);
    if (undo !== null) output.write(`To undo: ${undo}\n`);
  }
  const isUseless = [plan.adds, plan.conflicts].every(({ length }) => length === 0);
  if (isUseless && plan.cannot.some(({ kind }) => kind === 'refused')) return exchangeExitCodes.unusable;
  const isWhole = plan.cannot.length === 0 && plan.conflicts.every(({ kind }) => kind === 'same');
  return isWhole ? exchangeExitCodes.done : exchangeExitCodes.incomplete;
}

function refuse(errors: Writable, { message, hint }: Refusal): number {
  errors.write(`portwatch: ${[message, hint].filter((part) => part !== '').join(' ')}\n`);
  return exchangeExitCodes.unusable;
}

async function configPath({ environment }: ExchangeOptions, explicit: string | null): Promise<string> {
  const found = await findConfig({
    explicit,
    environment,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
  });
  return found.path;
}
