import { configSchema } from '../../shared/config-schema';
import type { ConfigProblem } from '../../shared/view';
import { faultsOf } from './config-issues';
import { notesOf } from './config-notes';
import type { ConfigResult, RejectedConfig } from './config-result';
import { clustersIn } from './context-entries';
import { dropEmptyKeys } from './empty-keys';
import { forwardsOf } from './forward-specs';
import { givenIn, settingsOf } from './settings';
import { fileUpkeepOf, probeFaults } from './upkeep';
import { parseYaml } from './yaml-source';

/**
 * Understands a config file's text. What is wrong with one forward, namespace or context breaks only the forwards
 * there; what is wrong with the rest of the file rejects it, so that nobody runs with settings they did not choose.
 */
export function readConfig(path: string, text: string): ConfigResult {
  const source = parseYaml(text);
  if (!('value' in source)) {
    const hint = 'The file is not valid YAML; nothing in it was used.';
    return rejected(
      path,
      source.map((fault) => ({ file: path, path: '', hint, ...fault })),
    );
  }
  if (source.value === null || source.value === undefined) {
    return rejected(path, [fileProblem(path, 'The file is empty', 'It needs at least a list named contexts.')]);
  }
  dropEmptyKeys(source.value);
  const parsed = configSchema.safeParse(source.value);
  const shapeFaults = parsed.success ? [] : faultsOf(parsed.error.issues, source, path);
  // What has a fault of its own rejects the file, so that nothing is ever made of the stand-in.
  const top = topSchema.safeParse(withoutContexts(source.value)).data ?? {};
  const { settings, faults: settingFaults } = settingsOf(top, source, path);
  const forAll = { upkeep: fileUpkeepOf(top), defaults: top.defaults ?? {} };
  const sharedFaults = probeFaults(forAll.defaults.probe, forAll.upkeep, source, path, ['defaults', 'probe']);
  const all = [...shapeFaults, ...settingFaults, ...sharedFaults];
  const forwards = forwardsOf(source, path, all, forAll);
  const problems = inOrder([...all, ...forwards.faults].map(({ problem }) => problem));
  if (all.some(({ path: [first, index] }) => first !== 'contexts' || index === undefined)) {
    return rejected(path, problems);
  }
  const specs = forwards.placed.map(({ spec }) => spec);
  const notes = inOrder(notesOf(source, path, forwards.placed));
  const given = givenIn(top);
  const clusters = clustersIn(source.value);
  return { kind: 'loaded', path, specs, broken: forwards.broken, clusters, settings, given, problems, notes };
}

const topSchema = configSchema.omit({ contexts: true });

function withoutContexts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'contexts'));
}

/** By their place; what an anchor brings to several places is told once. */
function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const told = new Map(
    problems.map((problem) => [JSON.stringify([problem.line, problem.column, problem.message]), problem]),
  );
  return [...told.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A problem of the file as a whole. */
export function fileProblem(file: string, message: string, hint: string): ConfigProblem {
  return { file, line: 0, column: 0, path: '', message, hint };
}

export function rejected(path: string, problems: readonly ConfigProblem[]): RejectedConfig {
  return { kind: 'rejected', path, problems };
}
