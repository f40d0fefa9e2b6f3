import { isDeepStrictEqual } from 'node:util';
import type { ConfigSettings, LoadedConfig } from './config/config-result';
import { diffForwards, type ForwardsDiff } from './engine/forwards-diff';

/** What makes one configuration the other. */
export interface ConfigDiff {
  readonly forwards: ForwardsDiff;
  /** Whether other forwards cannot run as written, or for other reasons. */
  readonly broken: boolean;
  readonly settings: readonly (keyof ConfigSettings)[];
  /** Nothing has to be done. */
  readonly isEmpty: boolean;
}

type Configured = Pick<LoadedConfig, 'specs' | 'broken' | 'settings'>;

export function diffConfig(before: Configured, after: Configured): ConfigDiff {
  const forwards = diffForwards(before.specs, after.specs);
  const broken = !isDeepStrictEqual(before.broken, after.broken);
  const settings = (Object.keys(after.settings) as (keyof ConfigSettings)[]).filter(
    (key) => !isDeepStrictEqual(before.settings[key], after.settings[key]),
  );
  const { added, removed, changed, isReordered } = forwards;
  const isEmpty = !broken && !isReordered && [settings, added, removed, changed].every(({ length }) => length === 0);
  return { forwards, broken, settings, isEmpty };
}
