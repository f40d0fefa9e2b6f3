import { z } from 'zod';
import { type ConfigForward, type ConfigProbe, healthCheckSchema, reliabilitySchema } from '../../shared/config-schema';
import {
  defaultProbe,
  defaultUpkeep,
  type ProbeMethod,
  type ProbeSettings,
  type StatusRange,
  type Upkeep,
} from '../../shared/upkeep';
import { type Fault, makeFault, valueAt } from './config-issues';
import { parseGoDuration } from './durations';
import type { Path, YamlSource } from './yaml-source';

/** More than anybody means; beyond about 24 days timers overflow. */
const longestMs = 24 * 3_600_000;

/** What the file says for all of its forwards. */
export interface FileUpkeep {
  readonly upkeep: Upkeep;
  /** For forwards that are probed: kportal's keys, where the file has them. */
  readonly probe: Pick<ProbeSettings, 'method' | 'intervalMs' | 'timeoutMs'>;
}

interface Reading {
  readonly source: YamlSource;
  readonly file: string;
  readonly faults: Fault[];
}

const schema = z.object({ healthCheck: healthCheckSchema.optional(), reliability: reliabilitySchema.optional() });

/**
 * The file's `healthCheck` and `reliability`. `healthCheck.method` makes no forward probed: whether the tunnel works is
 * known without, and the app is nobody's to disturb (`docs/adr/0005-probes.md`).
 */
export function fileUpkeepOf(source: YamlSource, file: string): { readonly all: FileUpkeep; readonly faults: Fault[] } {
  const read = {
    healthCheck: valueAt(source.value, ['healthCheck']),
    reliability: valueAt(source.value, ['reliability']),
  };
  // What does not have the right shape has been told of by the file's own schema.
  const { healthCheck = {}, reliability = {} } = schema.safeParse(read).data ?? {};
  const reading: Reading = { source, file, faults: [] };
  const limit = (path: Path, text: string | undefined) => durationAt(reading, path, text, 1_000, true) || null;
  const upkeep: Upkeep = {
    ...defaultUpkeep,
    maxAgeMs: limit(['healthCheck', 'maxConnectionAge'], healthCheck.maxConnectionAge),
    maxIdleMs: limit(['healthCheck', 'maxIdleTime'], healthCheck.maxIdleTime),
    renewsWorn: reliability.retryOnStale ?? defaultUpkeep.renewsWorn,
    dialMs: durationAt(reading, ['reliability', 'dialTimeout'], reliability.dialTimeout, 500),
    keepAliveMs: durationAt(reading, ['reliability', 'tcpKeepalive'], reliability.tcpKeepalive, 1_000, true),
  };
  const probe = {
    method: healthCheck.method ?? defaultProbe.method,
    intervalMs:
      durationAt(reading, ['healthCheck', 'interval'], healthCheck.interval, 1_000) ?? defaultProbe.intervalMs,
    timeoutMs: durationAt(reading, ['healthCheck', 'timeout'], healthCheck.timeout, 100) ?? defaultProbe.timeoutMs,
  };
  return { all: { upkeep, probe }, faults: reading.faults };
}

/** One forward's upkeep, and what is wrong with it. `path` is the forward's place in the file. */
export function upkeepOf(
  { probe }: ConfigForward,
  all: FileUpkeep,
  source: YamlSource,
  file: string,
  path: Path,
): { readonly upkeep: Upkeep; readonly faults: readonly Fault[] } {
  if (probe === undefined) return { upkeep: all.upkeep, faults: [] };
  const reading: Reading = { source, file, faults: [] };
  const place = [...path, 'probe'];
  const settings = probeOf(probe, all, reading, place);
  const strayKey = settings.method === 'http' ? undefined : (['path', 'status'] as const).find((key) => key in probe);
  if (strayKey !== undefined) {
    const message = `${strayKey} has no meaning for ${settings.method}`;
    reading.faults.push(makeFault(source, file, [...place, strayKey], message, 'Add method: http, or remove it.'));
  }
  return { upkeep: { ...all.upkeep, probe: settings }, faults: reading.faults };
}

function probeOf(probe: ConfigProbe, all: FileUpkeep, reading: Reading, place: Path): ProbeSettings {
  const method: ProbeMethod = probe.method ?? (probe.path === undefined ? all.probe.method : 'http');
  return {
    method,
    intervalMs: durationAt(reading, [...place, 'interval'], probe.interval, 1_000) ?? all.probe.intervalMs,
    timeoutMs: durationAt(reading, [...place, 'timeout'], probe.timeout, 100) ?? all.probe.timeoutMs,
    failures: probe.failures ?? defaultProbe.failures,
    successes: probe.successes ?? defaultProbe.successes,
    path: probe.path ?? defaultProbe.path,
    statuses: statusesOf(probe.status),
  };
}

function statusesOf(status: ConfigProbe['status']): readonly StatusRange[] {
  if (status === undefined) return defaultProbe.statuses;
  return (Array.isArray(status) ? status : [status]).map((entry) => {
    if (typeof entry === 'number') return [entry, entry];
    const first = Number(entry.charAt(0)) * 100;
    return [first, first + 99];
  });
}

/** Milliseconds; null when it is absent or wrong, and then told. `orZero`: 0 is a way to say "off". */
function durationAt(
  { source, file, faults }: Reading,
  path: Path,
  text: string | undefined,
  shortestMs: number,
  orZero = false,
): number | null {
  if (text === undefined) return null;
  const ms = parseGoDuration(text) ?? 0;
  if ((ms >= shortestMs && ms <= longestMs) || (orZero && ms === 0)) return ms;
  const least = shortestMs < 1_000 ? `${String(shortestMs)}ms` : `${String(shortestMs / 1_000)}s`;
  const message = `${String(path.at(-1))} is ${text}: it must be between ${least} and 24h${orZero ? ', or 0s for never' : ''}`;
  faults.push(makeFault(source, file, path, message));
  return null;
}
