import { editConfigFile } from './change-file';
import type { ForwardEdit } from '../../shared/forward-edit';
import { addToFile, undoInFile } from './exchange/apply-import';
import type { SettingsEdit } from '../../shared/settings-edit';
import { editSettingsInFile } from './edit-settings';
import { exportFile } from './exchange/export-file';
import { planForwards, planText } from './exchange/plan-file';
import { readEntry } from './find-entry';
import { loadConfig } from './load-config';
import { previewEdit } from './preview-edit';

/**
 * All that is done with config files, from values to values: a file with thousands of forwards takes so long that heartbeats
 * would come late. None rejects.
 */
export const jobs = {
  load: ({ path }: { readonly path: string }) => loadConfig(path),
  edit: ({ path, edit }: { readonly path: string; readonly edit: ForwardEdit }) => editConfigFile(path, edit),
  editSettings: ({ path, edit }: { readonly path: string; readonly edit: SettingsEdit }) =>
    editSettingsInFile(path, edit),
  readEntry,
  previewEdit,
  planText,
  planForwards,
  add: addToFile,
  undo: undoInFile,
  export: exportFile,
} as const;

export type JobName = keyof typeof jobs;
export type JobInput<N extends JobName> = Parameters<(typeof jobs)[N]>[0];
export type JobResult<N extends JobName> = Awaited<ReturnType<(typeof jobs)[N]>>;

/** Runs a job, wherever it is run. */
export type RunJob = <N extends JobName>(name: N, input: JobInput<N>) => Promise<JobResult<N>>;

export const runHere: RunJob = <N extends JobName>(name: N, input: JobInput<N>): Promise<JobResult<N>> => {
  const work = jobs[name] as unknown as (given: JobInput<N>) => Promise<JobResult<N>>;
  return work(input);
};
