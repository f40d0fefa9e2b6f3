import type { ConfigFile, ConfigForward } from '../../shared/config-schema';
import { parseGoDuration } from '../../shared/go-duration';
import {
  defaultProbe,
  defaultUpkeep,
  type ProbeMethod,
  type ProbeSettings,
  type StatusRange,
  type Upkeep,
} from '../../shared/upkeep';
import { type Fault, makeFault } from './config-issues';
import type { Path, YamlSource } from './yaml-source';

type ConfigProbe = Exclude<ConfigForward['probe'], undefined>;

/** What the file says for all of its forwards. */
export interface FileUpkeep {
  readonly upkeep: Upkeep;
  /** For forwards that are probed: kportal's keys, where the file has them. */
  readonly probe: Pick<ProbeSettings, 'method' | 'intervalMs' | 'timeoutMs'>;
}

/**
 * The file's `healthCheck` and `reliability`. `healthCheck.method` makes no forward probed: whether the tunnel works is
 * known without, and the app is nobody's to disturb (`docs/adr/0005-probes.md`).
 */
export function fileUpkeepOf({
  healthCheck = {},
  reliability = {},
}: Pick<ConfigFile, 'healthCheck' | 'reliability'>): FileUpkeep {
  return {
    upkeep: {
      ...defaultUpkeep,
      maxAgeMs: msOf(healthCheck.maxConnectionAge) || null,
      maxIdleMs: msOf(healthCheck.maxIdleTime) || null,
      renewsWorn: reliability.retryOnStale ?? defaultUpkeep.renewsWorn,
      dialMs: msOf(reliability.dialTimeout),
      keepAliveMs: msOf(reliability.tcpKeepalive),
    },
    probe: {
      method: healthCheck.method ?? defaultProbe.method,
      intervalMs: msOf(healthCheck.interval) ?? defaultProbe.intervalMs,
      timeoutMs: msOf(healthCheck.timeout) ?? defaultProbe.timeoutMs,
    },
  };
}

/** One forward's upkeep. */
export function upkeepOf(probe: ConfigProbe | undefined, all: FileUpkeep): Upkeep {
  return probe ? { ...all.upkeep, probe: probeOf(probe, all) } : all.upkeep;
}

/** What the schema cannot see of a probe. `path` is its place in the file. */
export function probeFaults(
  probe: ConfigProbe | undefined,
  all: FileUpkeep,
  source: YamlSource,
  file: string,
  path: Path,
): readonly Fault[] {
  if (!probe) return [];
  const method = methodOf(probe, all);
  if (method === 'http') return [];
  const stray = (['path', 'status'] as const).filter((key) => key in probe);
  return stray.map((key) =>
    makeFault(source, file, [...path, key], `${key} has no meaning for ${method}`, 'Add method: http, or remove it.'),
  );
}

function methodOf(probe: Exclude<ConfigProbe, false>, all: FileUpkeep): ProbeMethod {
  return probe.method ?? (probe.path === undefined ? all.probe.method : 'http');
}

function probeOf(probe: Exclude<ConfigProbe, false>, all: FileUpkeep): ProbeSettings {
  return {
    method: methodOf(probe, all),
    intervalMs: msOf(probe.interval) ?? all.probe.intervalMs,
    timeoutMs: msOf(probe.timeout) ?? all.probe.timeoutMs,
    failures: probe.failures ?? defaultProbe.failures,
    successes: probe.successes ?? defaultProbe.successes,
    path: probe.path ?? defaultProbe.path,
    statuses: statusesOf(probe.status),
  };
}

function statusesOf(status: Exclude<ConfigProbe, false>['status']): readonly StatusRange[] {
  if (status === undefined) return defaultProbe.statuses;
  return (Array.isArray(status) ? status : [status]).map((entry) => {
    if (typeof entry === 'number') return [entry, entry];
    const first = Number(entry.charAt(0)) * 100;
    return [first, first + 99];
  });
}

/** Null when it is absent; that it is a duration has been checked. */
function msOf(text: string | undefined): number | null {
  return text === undefined ? null : parseGoDuration(text);
}
