import { homedir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { countText } from '../shared/exchange-phrases';
import type { Imported, ImportPlan } from '../shared/import-plan';
import { problemOf } from '../shared/problem';
import { systemClock } from './base/clock';
import { knownContexts } from './cluster/known-contexts';
import { listObjects } from './cluster/list-objects';
import { addForwards, UneditableError } from './config/edit-yaml';
import { draftsOf, existingForwards } from './config/exchange/existing';
import { exportForwards } from './config/exchange/export-forwards';
import { generateForwards } from './config/exchange/generate';
import { importText } from './config/exchange/import-text';
import { chooseLocalPorts } from './config/exchange/local-ports';
import { planImport } from './config/exchange/plan';
import { namespaceOf, noSurroundings, type Surroundings } from './config/exchange/surroundings';
import { findConfig } from './config/locate';
import { readConfig } from './config/read-config';
import { FileChangedError, readIfThere, replaceFile } from './config/replace-file';
import { type ExchangeCommand, exchangeUsage } from './exchange-command-line';
import { isFree, readAll, readText, RefusedError } from './exchange-files';
import { targetsIn } from './exchange-targets';
import { noteSections, planLines } from './terminal/plan-lines';
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
  const text = command.file === '-' ? await readAll(input) : await readText(command.file);
  // Without a kubeconfig, what names its context can be imported all the same.
  const surroundings = await knownContexts(environment, command.kubeconfig ?? undefined).catch(() => noSurroundings);
  const { format, ...imported } = importText(text, command.format, surroundings);
  const path = command.into ?? (await configPath(options, null));
  return applyPlan(options, imported, path, { format });
}

async function runGenerate(options: ExchangeOptions): Promise<number> {
  const { command, environment, output, errors } = options;
  const context = command.context ?? '';
  const kubeconfig = command.kubeconfig ?? undefined;
  const surroundings: Surroundings = await knownContexts(environment, kubeconfig);
  const found = await listObjects(
    {
      clock: systemClock,
      environment,
      context,
      namespace: command.allNamespaces ? null : (command.namespace ?? namespaceOf(surroundings, context)),
      selector: command.selector,
      // Ctrl-C ends the program, which holds nothing.
      signal: new AbortController().signal,
      ...(kubeconfig === undefined ? {} : { kubeconfigPath: kubeconfig }),
    },
    command.workloads,
  );
  const generated = generateForwards(context, targetsIn(found));
  if (command.into !== null) return applyPlan(options, generated, command.into, {});
  const placed = await chooseLocalPorts(generated, [], isFree);
  const { adds, cannot, changes } = planImport([], placed);
  if (command.json) output.write(`${JSON.stringify({ forwards: adds, notes: [...cannot, ...changes] })}\n`);
  else output.write(adds.length === 0 ? 'contexts: []\n' : addForwards('', adds));
  for (const line of noteSections(cannot, changes)) errors.write(`${line}\n`);
  return cannot.length > 0 ? exchangeExitCodes.incomplete : exchangeExitCodes.done;
}

async function runExport(options: ExchangeOptions): Promise<number> {
  const { command, output, errors } = options;
  const path = await configPath(options, command.config);
  const text = await readText(path);
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
async function applyPlan(
  { command, output }: ExchangeOptions,
  imported: Imported,
  path: string,
  more: object,
): Promise<number> {
  const before = await readConfigText(path);
  const existing = existingForwards(before ?? '');
  const plan = planImport(existing, await chooseLocalPorts(imported, existing, isFree));
  const isUseless = imported.drafts.length === 0 && plan.cannot.some(({ kind }) => kind === 'refused');
  const writes = !command.dryRun && plan.adds.length > 0;
  const undo = writes ? await write(path, before, plan) : null;
  if (command.json) output.write(`${JSON.stringify({ ...more, path, ...plan, written: writes, undo })}\n`);
  else {
    for (const line of planLines(plan, path, writes)) output.write(`${line}\n`);
    if (undo !== null) output.write(`To undo: ${undo}\n`);
  }
  if (isUseless) return exchangeExitCodes.unusable;
  const isWhole = plan.cannot.length === 0 && plan.conflicts.every(({ kind }) => kind === 'same');
  return isWhole ? exchangeExitCodes.done : exchangeExitCodes.incomplete;
}

/** Answers how to undo it. */
async function write(path: string, before: string | null, plan: ImportPlan): Promise<string> {
  const after = addForwards(before ?? '', plan.adds);
  if (before === null) {
    await replaceFile(path, after, null);
    return `remove ${path}, which is new.`;
  }
  const kept = `${path}.before-import`;
  await replaceFile(kept, before, await readIfThere(kept));
  await replaceFile(path, after, before);
  return `move ${kept} over ${path}: it is the file as it was, without these ${countText(plan.adds.length)}.`;
}

/** Null when there is none. Rejects with why it is none to add to. */
async function readConfigText(path: string): Promise<string | null> {
  const text = await readText(path).catch((error: unknown) => {
    if (error instanceof RefusedError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
      return null;
    throw error;
  });
  return text;
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
