import { configSchema } from '../../shared/config-schema';
import type { ConfigProblem } from '../../shared/view';
import { type Fault, faultsOf, makeFault, valueAt } from './config-issues';
import { type ConfigResult, defaultSettings, type RejectedConfig } from './config-result';
import { forwardsOf } from './forward-specs';
import { settingsOf } from './settings';
import { fileUpkeepOf } from './upkeep';
import { parseYaml, type YamlSource } from './yaml-source';

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
  const parsed = configSchema.safeParse(source.value);
  const faults = parsed.success ? [] : faultsOf(parsed.error.issues, source, path);
  const { settings, faults: settingFaults } = parsed.success
    ? settingsOf(parsed.data, source, path)
    : settingsDespite(source, path, faults);
  const fileUpkeep = fileUpkeepOf(source, path);
  const all = [...faults, ...settingFaults, ...fileUpkeep.faults];
  const forwards = forwardsOf(source, path, all, fileUpkeep.all);
  const problems = inOrder([...all, ...forwards.faults]);
  if (all.some(({ path: [top, index] }) => top !== 'contexts' || index === undefined)) return rejected(path, problems);
  return { kind: 'loaded', path, specs: forwards.specs, broken: forwards.broken, settings, problems };
}

/** The settings of a file that has faults elsewhere. */
function settingsDespite(source: YamlSource, path: string, faults: readonly Fault[]) {
  const bad = new Set(faults.map((fault) => fault.path[0]));
  if (bad.has('watchdog') || bad.has('lanes')) return { settings: defaultSettings, faults: [] };
  const settings = configSchema
    .pick({ watchdog: true, lanes: true })
    .safeParse({ watchdog: valueAt(source.value, ['watchdog']), lanes: valueAt(source.value, ['lanes']) });
  return settings.success
    ? settingsOf(settings.data, source, path)
    : { settings: defaultSettings, faults: [makeFault(source, path, ['watchdog'], 'watchdog cannot be understood')] };
}

function inOrder(faults: readonly Fault[]): readonly ConfigProblem[] {
  return faults.map(({ problem }) => problem).sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A problem of the file as a whole. */
export function fileProblem(file: string, message: string, hint: string): ConfigProblem {
  return { file, line: 0, column: 0, path: '', message, hint };
}

export function rejected(path: string, problems: readonly ConfigProblem[]): RejectedConfig {
  return { kind: 'rejected', path, problems };
}
