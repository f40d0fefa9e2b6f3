import type { Writable } from 'node:stream';
import { type Diagnosis, outcomeOf } from '../shared/diagnosis';
import { systemClock } from './base/clock';
import type { CommandLine } from './command-line';
import { appFolder, type Entries } from './entries';
import { whereabouts } from './config-source';
import type { ConfigResult } from './config/config-result';
import { loadConfig } from './config/load-config';
import { findConfig } from './config/locate';
import { startDemo } from './demo-source';
import { diagnosisOfBroken } from './diagnose/broken-forward';
import { diagnose } from './diagnose/diagnose';
import { findForward } from './diagnose/find-forward';
import { DiagnosisLines } from './terminal/diagnosis-lines';
import { problemLine } from './terminal/table';

export interface RunDiagnoseOptions {
  readonly arguments: CommandLine;
  /** The alias, id or local port of the forward. */
  readonly forward: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly entries: Entries;
  readonly output: Writable;
  readonly errors: Writable;
  /** Resolves when the program is asked to end. */
  readonly asked: Promise<unknown>;
}

/** How it ended; documented in `portwatch --help`. */
export const diagnoseExitCodes = { ok: 0, unknownForward: 2, badConfig: 3, notFine: 4 } as const;

interface Opened {
  readonly config: ConfigResult;
  readonly kubeconfigText?: string;
  dispose(): Promise<void>;
}

/** Diagnoses one forward of the config and ends. No forward is started, and one that runs elsewhere is left alone. */
export async function runDiagnose(options: RunDiagnoseOptions): Promise<number> {
  const { errors, forward } = options;
  const source = await open(options);
  try {
    const { config } = source;
    if (config.kind === 'rejected') {
      for (const problem of config.problems) errors.write(`${problemLine(problem)}\n`);
      return diagnoseExitCodes.badConfig;
    }
    const found = findForward(forward, config.specs, config.broken);
    if (found.kind === 'none') {
      errors.write(`${found.message}\n`);
      return diagnoseExitCodes.unknownForward;
    }
    const lines = options.arguments.logFormat === 'text' ? new DiagnosisLines(options.output) : null;
    const diagnosis =
      found.kind === 'broken'
        ? diagnosisOfBroken(found.broken, systemClock.wallTime())
        : await lookAt(found.spec, source, options, (progress) => lines?.show(progress));
    if (lines) lines.end(diagnosis);
    else options.output.write(`${JSON.stringify(diagnosis, whole)}\n`);
    const outcome = outcomeOf(diagnosis);
    return outcome === 'ok' || outcome === 'warning' ? diagnoseExitCodes.ok : diagnoseExitCodes.notFine;
  } finally {
    await source.dispose();
  }
}

async function lookAt(
  spec: Parameters<typeof diagnose>[0],
  { kubeconfigText }: Opened,
  { arguments: { kubeconfig }, environment, entries, asked }: RunDiagnoseOptions,
  onProgress: (diagnosis: Diagnosis) => void,
): Promise<Diagnosis> {
  const cancel = new AbortController();
  void asked.then(() => cancel.abort(new Error('Asked to end.')));
  return diagnose(spec, {
    clock: systemClock,
    environment: () => Promise.resolve(environment),
    holder: 'whoever',
    folder: appFolder(entries),
    onProgress,
    signal: cancel.signal,
    ...(kubeconfigText === undefined ? {} : { kubeconfigText }),
    ...(kubeconfig === null ? {} : { kubeconfigPath: kubeconfig }),
  });
}

async function open({ arguments: commandLine, environment, entries }: RunDiagnoseOptions): Promise<Opened> {
  if (commandLine.demo) {
    const demo = await startDemo(entries.demo);
    return { config: demo.config, kubeconfigText: demo.kubeconfig, dispose: () => demo.dispose() };
  }
  const { path } = await findConfig(whereabouts(commandLine, environment));
  return { config: await loadConfig(path), dispose: () => Promise.resolve() };
}

/** Durations are measured more finely than anybody reads them. */
function whole(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value;
}
