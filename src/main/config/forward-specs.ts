import { isDeepStrictEqual } from 'node:util';
import { type ConfigDefaults, type ConfigForward, forwardSchema, resourceKinds } from '../../shared/config-schema';
import {
  type BrokenForward,
  type ForwardId,
  forwardIdOf,
  type ForwardSpec,
  type Target,
  targetText,
} from '../../shared/forward';
import { parseGoDuration } from '../../shared/go-duration';
import { defaultUpkeep, type Upkeep } from '../../shared/upkeep';
import { brokenOf } from './broken-forward';
import { type Entry, entriesOf } from './config-entries';
import { type Fault, makeFault } from './config-issues';
import type { PlacedSpec } from './config-notes';
import { kubeconfigPath } from './kubeconfig-path';
import { collide } from './same-address';
import { type FileUpkeep, probeFaults, upkeepOf } from './upkeep';
import type { YamlSource } from './yaml-source';

/** What the file says for all of its forwards. */
export interface ForAll {
  readonly upkeep: FileUpkeep;
  readonly defaults: ConfigDefaults;
}

export interface Forwards {
  readonly placed: readonly PlacedSpec[];
  readonly broken: readonly BrokenForward[];
  /** Faults found here, beyond those handed in. */
  readonly faults: readonly Fault[];
}

/** Every forward of the file: those that can run, and those that cannot with the reason. */
export function forwardsOf(source: YamlSource, file: string, known: readonly Fault[], forAll: ForAll): Forwards {
  const placed: PlacedSpec[] = [];
  const broken: BrokenForward[] = [];
  const faults: Fault[] = [];
  const byPort = new Map<number, PlacedSpec[]>();
  const brokenIds = new Set<ForwardId>();
  for (const entry of entriesOf(source, known)) {
    const { path } = entry;
    const parsed = entry.faults.length > 0 ? undefined : forwardSchema.safeParse(entry.raw).data;
    const spec = parsed && specOf({ ...forAll.defaults, ...parsed }, entry, forAll.upkeep, file);
    const onPort = (spec && byPort.get(spec.localPort)) ?? [];
    const own = parsed
      ? [
          ...selectorFaults(source, file, entry, parsed),
          ...(spec ? portFaults(source, file, entry, spec, onPort) : []),
          ...probeFaults(parsed.probe, forAll.upkeep, source, file, [...path, 'probe']),
        ]
      : [];
    const [first, ...others] = parsed ? own : entry.faults;
    if (spec && !first) {
      placed.push({ spec, path });
      byPort.set(spec.localPort, [...onPort, { spec, path }]);
    } else if (first) {
      faults.push(...own);
      broken.push(brokenOf(entry, source.positionOf(path), first, others.length, brokenIds));
    }
  }
  return { placed, broken, faults };
}

function specOf(forward: ConfigForward, entry: Entry, all: FileUpkeep, file: string): ForwardSpec {
  const { context, kubeconfig, production, namespace } = entry;
  const target = targetOf(forward);
  const bindAddress = forward.bindAddress ?? '127.0.0.1';
  const upkeep: Upkeep = upkeepOf(forward.probe, all);
  const idleMs = parseGoDuration(forward.idleTimeout ?? '0');
  return {
    id: forwardIdOf(bindAddress, forward.localPort),
    alias: forward.alias ?? (target.kind === 'selector' ? target.selector : target.name),
    group: forward.group ?? context,
    context,
    ...(kubeconfig === null ? {} : { kubeconfig: kubeconfigPath(kubeconfig, file) }),
    namespace,
    target,
    port: forward.port,
    bindAddress,
    localPort: forward.localPort,
    onHang: forward.onHang ?? 'reconnect',
    autostart: forward.autostart ?? true,
    ...(forward.lazy === true ? { lazy: true } : {}),
    ...(idleMs ? { idleMs } : {}),
    ...(isDeepStrictEqual(upkeep, defaultUpkeep) ? {} : { upkeep }),
    ...(forward.openPath === undefined ? {} : { openPath: forward.openPath }),
    ...(forward.notify === false ? { notify: false } : {}),
    ...(production ? { production: true } : {}),
  };
}

function targetOf({ resource, selector = '' }: ConfigForward): Target {
  const [kind, name] = resource.split('/', 2);
  const known = resourceKinds.find((candidate) => candidate === kind);
  return known === undefined || name === undefined ? { kind: 'selector', selector } : { kind: known, name };
}

function selectorFaults(
  source: YamlSource,
  file: string,
  { path }: Entry,
  { resource, selector = '' }: ConfigForward,
): readonly Fault[] {
  if (resource === 'pod' && selector.trim() === '') {
    const hint = 'Add selector: app=NAME, or write pod/NAME.';
    return [makeFault(source, file, [...path, 'resource'], 'resource is "pod" without a selector', hint)];
  }
  if (resource === 'pod' || selector === '') return [];
  const message = `selector cannot be combined with ${resource}`;
  return [makeFault(source, file, [...path, 'selector'], message, 'Remove it, or write resource: pod.')];
}

function portFaults(
  source: YamlSource,
  file: string,
  { path }: Entry,
  { localPort, bindAddress }: ForwardSpec,
  onPort: readonly PlacedSpec[],
): readonly Fault[] {
  const rival = onPort.find(({ spec }) => collide(spec.bindAddress, bindAddress));
  if (!rival) return [];
  const { alias, target } = rival.spec;
  const line = String(source.positionOf(rival.path).line);
  const message = `localPort ${String(localPort)} is already used by ${alias} (${targetText(target)}) in line ${line}`;
  return [makeFault(source, file, [...path, 'localPort'], message, 'Choose another local port for one of them.')];
}
