import { z } from 'zod';
import { parseGoDuration } from './go-duration';

/**
 * The values that a config file is made of. Their messages go on from "port is 70000: it …", and what is said of a key for
 * people (`key`) goes into the JSON Schema and docs/configuration.md.
 */

/** What people are told about a key, beside its type. */
export interface KeyInfo {
  /** What stands for it when it is left out; words where that is no plain value. */
  readonly default?: unknown;
  readonly whenAbsent?: string;
  readonly examples?: readonly unknown[];
  /** What cannot be said by the type: "1s to 24h". */
  readonly range?: string;
}

/** A key that must be there. */
export function required<T extends z.ZodType>(schema: T, description: string, info: KeyInfo = {}): T {
  return schema.meta({ ...infoOf(schema), description, ...info });
}

/** A key that may be left out, or stand there without a value. */
export function key<T extends z.ZodType>(schema: T, description: string, info: KeyInfo = {}): z.ZodOptional<T> {
  return schema.optional().meta({ ...infoOf(schema), description, ...info });
}

/** What the value itself knows, such as its range; its place says the rest. */
function infoOf(schema: z.ZodType): Pick<KeyInfo, 'range' | 'examples'> {
  const { range, examples } = (schema.meta() ?? {}) as KeyInfo;
  return { ...(range === undefined ? {} : { range }), ...(examples === undefined ? {} : { examples }) };
}

const portNumberMessage = 'must be a whole number from 1 to 65535';
export const portNumber = z.int(portNumberMessage).min(1, portNumberMessage).max(65_535, portNumberMessage);

/** A name has a letter in it: `"8080"` in quotes is a slip, not a name. */
const portMessage = 'must be a whole number from 1 to 65535, without quotes, or the name of a port';
const portName = z.string().regex(/^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, portMessage);
export const targetPort = z.union([portNumber, portName], { error: portMessage });

/** More than anybody means; beyond about 24 days timers overflow. */
const longestMs = 24 * 3_600_000;

/** Go's durations, as kportal takes them; `0` alone needs no unit. */
const durationMessage = 'must be a duration with a unit, such as 500ms, 15s or 1m30s';
const durationPattern = /^(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

/** A time from `least` to 24h. `orZero`: 0s is a way to say "never". */
export function duration(least: string, orZero = false) {
  const leastMs = parseGoDuration(least) ?? 0;
  const range = `${least} to 24h${orZero ? ', or 0s for never' : ''}`;
  const isWithin = (text: string) => {
    const ms = parseGoDuration(text);
    return ms !== null && ((ms >= leastMs && ms <= longestMs) || (orZero && ms === 0));
  };
  return z
    .string(durationMessage)
    .regex(durationPattern, { error: durationMessage, abort: true })
    .refine(isWithin, `must be between ${least} and 24h${orZero ? ', or 0s for never' : ''}`)
    .meta({ range });
}

export const yesOrNo = z.boolean('must be true or false');

/** A whole number from `least` to `most`, of something. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${String(least)} to ${String(most)}`;
  return z.int(message).min(least, message).max(most, message);
}

/** Text for people and file names: no control characters. */
export function text(longest: number, message = `must be text of 1 to ${String(longest)} characters`) {
  return z
    .string(message)
    .min(1, message)
    .max(longest, message)
    .regex(/^\P{Cc}*$/u, message);
}

const pathMessage = 'must be a path that begins with /, without spaces';
export const urlPath = z
  .string(pathMessage)
  .max(2_000, pathMessage)
  .regex(/^\/[\x21-\x7e]*$/, pathMessage);

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, `must be ${words.join(', ').replace(/, (?=[^,]+$)/, ' or ')}`);
}

export function list<T extends z.ZodType>(item: T) {
  return z.array(item, 'must be a list').min(1, 'must have at least one entry');
}

/** `title`: what editors call it. */
export function block<T extends z.ZodRawShape>(title: string, shape: T) {
  return z.strictObject(shape, 'must be a block of keys').meta({ title });
}
