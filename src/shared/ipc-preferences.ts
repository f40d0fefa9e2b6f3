import { z } from 'zod';
import { push, request } from './ipc-entries';
import { type LogLevel, logLevels } from './log-level';
import type { Outcome } from './outcome';
import { type Mute, type NoticeChoice, noticeKinds, type Theme, themes } from './preferences';
import type { ConfigCheck, ConfigSettingsView, Surroundings } from './setup';
import type { StartAtLogin } from './start-at-login';

/** What settings and the first run ask of main. */

/** Everything that the settings show. */
export interface SettingsView {
  readonly theme: Theme;
  readonly notices: NoticeChoice;
  /** Those that have not ended. */
  readonly mutes: readonly Mute[];
  readonly startAtLogin: StartAtLogin;
  readonly log: {
    /** Where it is written; null when nowhere yet. */
    readonly path: string | null;
    readonly level: LogLevel;
    /** The command line says it, for as long as Portwatch runs. */
    readonly isGiven: boolean;
  };
  readonly config: ConfigSettingsView;
  readonly about: {
    readonly version: string;
    /** `Electron 45.4.1`, … */
    readonly parts: readonly string[];
    readonly preferencesPath: string;
  };
}

/** Files that can be shown in their folder, or opened. The window names them by what they are, never by a path. */
export const shownFiles = ['config', 'log', 'preferences', 'licences'] as const;
export type ShownFile = (typeof shownFiles)[number];

const name = z.string().min(1).max(300);
const subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('group'), name }),
  z.object({ kind: z.literal('forward'), id: name }),
]);
const durationText = z.string().min(1).max(40).nullable().optional();

export const preferenceEntries = {
  settings: request<SettingsView>()(z.undefined()),
  setTheme: request<Outcome>()(z.object({ theme: z.enum(themes) })),
  setNotice: request<Outcome>()(z.object({ notice: z.enum([...noticeKinds, 'sound']), wanted: z.boolean() })),
  /** `forMs`: null for until it is ended by hand. */
  mute: request<Outcome>()(
    z.object({
      subject,
      forMs: z
        .int()
        .min(1_000)
        .max(7 * 24 * 3_600_000)
        .nullable(),
    }),
  ),
  unmute: request<Outcome>()(z.object({ subject })),
  setStartAtLogin: request<Outcome>()(z.object({ enabled: z.boolean() })),
  setLogLevel: request<Outcome>()(z.object({ level: z.enum(logLevels) })),
  /** Settles when the change stands in the config file and is in use. */
  editSettings: request<Outcome>()(
    z.object({
      watchdog: z.object({ poll: durationText, check: durationText, threshold: durationText }).optional(),
      lanes: z.int().min(1).max(16).nullable().optional(),
    }),
  ),
  /** Reads the config file, without using it. */
  checkConfig: request<{ readonly check: ConfigCheck | null }>()(z.undefined()),
  showFile: request<Outcome>()(z.object({ file: z.enum(shownFiles), how: z.enum(['reveal', 'open']) })),
  lookAround: request<Surroundings>()(z.undefined()),
  tryDemo: request<Outcome>()(z.undefined()),
  leaveDemo: request<Outcome>()(z.undefined()),
  /** Something of the settings is different, whoever changed it. */
  settingsChanged: push<SettingsView>(),
} as const;
