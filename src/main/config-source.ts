import { homedir } from 'node:os';
import type { ConfigSource } from '../shared/view';
import { type FileStates, lookAt } from './base/file-watch';
import { hasKubeconfig } from './cluster/kubeconfig';
import type { LoginShell } from './cluster/login-shell';
import type { CommandLine } from './command-line';
import type { ConfigResult } from './config/config-result';
import { type ConfigWhereabouts, findConfig } from './config/locate';
import { startDemo } from './demo-source';

/** Where the forwards come from, and how their clusters are reached. */
export interface Source {
  readonly config: ConfigResult | null;
  readonly description: ConfigSource;
  /** A kubeconfig's text, instead of the user's files. */
  readonly kubeconfig: string | null;
  /** The files to follow, the first that is there counts, and what they were before `config` was read. */
  readonly files: readonly string[];
  readonly seen: FileStates;
  dispose(): Promise<void>;
}

export interface SourceOptions {
  readonly arguments: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
  /** The bundled script of the demo's thread. */
  readonly demoEntry: string;
  readonly shell: LoginShell | null;
  /** Reads a config file. Never rejects. */
  readonly load: (path: string) => Promise<ConfigResult>;
}

/**
 * The file asked for or found; else the demo cluster for somebody who has nothing to forward to yet. A demo that was asked
 * for stays, whatever files there are.
 */
export async function openSource(options: SourceOptions): Promise<Source> {
  const { arguments: commandLine, environment, demoEntry, shell } = options;
  const found = await findConfig(whereabouts(commandLine, environment));
  if (commandLine.demo) return demoSource(demoEntry, 'asked', found.path, []);
  if (found.exists || commandLine.config !== null) {
    const files = [found.path];
    const seen = await lookAt(files);
    const config = await options.load(found.path);
    return { config, description: { kind: 'file', path: found.path }, kubeconfig: null, files, seen, dispose: nothing };
  }
  const isAnywhere = async () =>
    (await hasKubeconfig(environment)) || (shell !== null && (await hasKubeconfig(await shell.environment())));
  if (commandLine.kubeconfig === null && !(await isAnywhere())) {
    return demoSource(demoEntry, 'nothing-configured', found.path, found.candidates);
  }
  const description = { kind: 'none', path: found.path } as const;
  const files = found.candidates;
  return { config: null, description, kubeconfig: null, files, seen: absent(files), dispose: nothing };
}

async function demoSource(
  entry: string,
  reason: 'asked' | 'nothing-configured',
  path: string,
  files: readonly string[],
): Promise<Source> {
  const demo = await startDemo(entry);
  const description: ConfigSource = { kind: 'demo', reason, path };
  const { config, kubeconfig } = demo;
  return { config, description, kubeconfig, files, seen: absent(files), dispose: () => demo.dispose() };
}

function absent(files: readonly string[]): FileStates {
  return new Map(files.map((path) => [path, null]));
}

/** Everything that decides where the config file may be. */
export function whereabouts(commandLine: CommandLine, environment: NodeJS.ProcessEnv): ConfigWhereabouts {
  return {
    explicit: commandLine.config,
    environment,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
  };
}

async function nothing(): Promise<void> {}
