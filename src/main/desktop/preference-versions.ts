import { z } from 'zod';
import { logLevels } from '../../shared/log-level';
import { allNotices, type NoticeChoice, noticeKinds, themes } from '../../shared/preferences';

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });

const notices = z.record(z.enum([...noticeKinds, 'sound']), z.boolean());

const muteSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('group'), name: z.string() }),
  z.object({ kind: z.literal('forward'), id: z.string() }),
]);

/** What the app remembers about itself on this machine. Forwards are never kept here. */
export const preferencesSchema = z.object({
  /** The window has been seen: from now on the app starts as an icon. */
  introduced: z.boolean(),
  /** "Closing keeps Portwatch running" has been said. */
  saidStillRunning: z.boolean(),
  bounds: bounds.nullable(),
  theme: z.enum(themes),
  notices,
  mutes: z.array(z.object({ subject: muteSubject, until: z.number().nullable() })).max(2_000),
  /** How much is written into the log file, where the command line does not say. */
  logLevel: z.enum(logLevels),
});

export type Preferences = Readonly<z.infer<typeof preferencesSchema>> & { readonly notices: NoticeChoice };

export const defaultPreferences: Preferences = {
  introduced: false,
  saidStillRunning: false,
  bounds: null,
  theme: 'system',
  notices: allNotices,
  mutes: [],
  logLevel: 'info',
};

export const currentVersion = 2;

type Values = Readonly<Record<string, unknown>>;

/** From each version to the next, the first from files that had none. Pure; what a step does not name, it keeps. */
const steps: readonly ((old: Values) => Values)[] = [
  // What had not been written yet was the default.
  (old) => ({ introduced: false, saidStillRunning: false, bounds: null, ...old }),
  // Everything was told, in the system's colours. A value that somebody has written there by hand meant nothing.
  (old) => ({ ...old, theme: 'system', notices: allNotices, mutes: [], logLevel: 'info' }),
];

export type Understood =
  | { readonly kind: 'understood'; readonly preferences: Preferences; readonly isMigrated: boolean }
  /** Written by a newer Portwatch: what is known of it. */
  | { readonly kind: 'newer'; readonly preferences: Preferences; readonly version: number }
  | { readonly kind: 'damaged' };

/** What a preferences file of any version says. */
export function understand(content: unknown): Understood {
  const file = z.record(z.string(), z.unknown()).safeParse(content).data;
  const version = z
    .int()
    .min(0)
    .safeParse(file?.['version'] ?? 0).data;
  if (file === undefined || version === undefined) return { kind: 'damaged' };
  if (version > currentVersion) return { kind: 'newer', preferences: whatIsKnown(file), version };
  const values = steps.slice(version).reduce((old, step) => step(old), file);
  const preferences = preferencesSchema.safeParse(values).data;
  if (preferences === undefined) return { kind: 'damaged' };
  return { kind: 'understood', preferences, isMigrated: version < currentVersion };
}

/** Each value that still has the shape known here, the default for the others. */
function whatIsKnown(file: Values): Preferences {
  const known = Object.entries(preferencesSchema.shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(file[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return { ...defaultPreferences, ...Object.fromEntries(known) };
}
