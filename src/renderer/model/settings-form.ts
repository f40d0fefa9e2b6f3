import { parseGoDuration } from '../../shared/go-duration';
import type { SettingsEdit } from '../../shared/settings-edit';
import type { ConfigSettingsView } from '../../shared/setup';
import { settingsWords } from '../../shared/words-settings';

/** The fields that end up in the config file, as they are typed. Empty: the default counts. */
export interface TimesForm {
  readonly poll: string;
  readonly check: string;
  readonly threshold: string;
  readonly lanes: string;
}

export type TimesField = keyof TimesForm;
export const timesFields = ['poll', 'check', 'threshold', 'lanes'] as const;

const dayMs = 24 * 3_600_000;
const words = settingsWords.times;

/** What the file says. */
export function formOf({ given }: ConfigSettingsView): TimesForm {
  const { poll = '', check = '', threshold = '' } = given.watchdog;
  return { poll, check, threshold, lanes: given.lanes === undefined ? '' : String(given.lanes) };
}

/** What counts where the file says nothing, as it would be written there. */
export function defaultsOf({ whenAbsent: { watchdog, lanes } }: ConfigSettingsView): TimesForm {
  const [poll, check, threshold] = [watchdog.pollMs, watchdog.checkMs, watchdog.thresholdMs].map(durationOf);
  return { poll: poll ?? '', check: check ?? '', threshold: threshold ?? '', lanes: String(lanes) };
}

/** `5s`, `1500ms`: as config files have it. */
export function durationOf(ms: number): string {
  return ms % 1_000 === 0 ? `${String(ms / 1_000)}s` : `${String(ms)}ms`;
}

/** What is wrong with what was typed, a sentence for each field. */
export function faultsIn(form: TimesForm, config: ConfigSettingsView): Partial<Record<TimesField, string>> {
  const faults: Partial<Record<TimesField, string>> = {};
  for (const field of ['poll', 'check', 'threshold'] as const) {
    const ms = form[field].trim() === '' ? 1 : parseGoDuration(form[field].trim());
    if (ms === null) faults[field] = words.noDuration;
    else if (ms < 1 || ms > dayMs) faults[field] = words.tooLong;
  }
  if (form.lanes.trim() !== '' && !/^([1-9]|1[0-6])$/.test(form.lanes.trim())) faults.lanes = words.noNumber;
  if (faults.poll !== undefined || faults.threshold !== undefined) return faults;
  const defaults = defaultsOf(config);
  const effective = (field: 'poll' | 'threshold') => parseGoDuration(form[field].trim() || defaults[field]) ?? 0;
  if (effective('threshold') < 2 * effective('poll')) {
    faults.threshold = words.tooShort(durationOf(2 * effective('poll')));
  }
  return faults;
}

/** What makes the file say what was typed; null when it does. */
export function editOf(config: ConfigSettingsView, form: TimesForm): SettingsEdit | null {
  const before = formOf(config);
  const changed = timesFields.filter((field) => form[field].trim() !== before[field]);
  if (changed.length === 0) return null;
  const times = changed.filter((field) => field !== 'lanes');
  const lanes = form.lanes.trim();
  return {
    ...(times.length === 0
      ? {}
      : { watchdog: Object.fromEntries(times.map((field) => [field, form[field].trim() || null])) }),
    ...(changed.includes('lanes') ? { lanes: lanes === '' ? null : Number(lanes) } : {}),
  };
}
