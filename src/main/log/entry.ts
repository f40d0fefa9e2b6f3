import { clockText } from '../../shared/durations-text';
import { eventSentence } from '../../shared/event-phrases';
import { forwardsOf, type AppEvent } from '../../shared/events';
import type { EpochMs } from '../../shared/forward';
import type { ForwardView } from '../../shared/view';
import { redact, redactField } from '../base/redact';
import type { LogLevel } from '../../shared/log-level';
import { levelOf } from './level';

/** Something that a log has a line for. */
export interface LogEntry {
  readonly time: EpochMs;
  readonly level: LogLevel;
  /** The event's type; `message` for what is none. */
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** For people; empty when it would only say again what another entry says. */
  readonly sentence: string;
}

/** `id` is the forward's, not the event's number. */
const replaced = ['id', 'forwardId', 'forwardIds'];

/** What a log says of an event, with the forwards that it is about as they are after it. */
export function eventEntry(event: AppEvent, find: (id: string) => ForwardView | undefined): LogEntry {
  const { time, type, ...rest } = event;
  const about = forwardsOf(event).flatMap((id) => find(id) ?? []);
  const said = Object.entries(rest).filter(([key]) => !replaced.includes(key));
  const names = forwardsOf(event).map((id) => find(id)?.alias ?? id);
  // What changed a forward's health has been told as an event of its own.
  const sentence = type === 'health.changed' ? '' : [names.join(', '), eventSentence(event)].filter(Boolean).join(': ');
  const fields = { ...identity(event, about), ...Object.fromEntries(said) };
  return { time, level: levelOf(event), event: type, fields, sentence };
}

function identity(event: AppEvent, about: readonly ForwardView[]): object {
  const described = about.map(({ id, alias, address, state }) => ({ id, alias, address, state: state.kind }));
  if ('forwardIds' in event) return { forwards: described };
  return described[0] ?? ('forwardId' in event ? { id: event.forwardId } : {});
}

/** What a log says of something that is no event. `cause` may be anything that was thrown. */
export function messageEntry(time: EpochMs, level: LogLevel, message: string, cause?: unknown): LogEntry {
  const because = cause === undefined ? '' : causeText(cause);
  const fields = because === '' ? { message } : { message, cause: because };
  return { time, level, event: 'message', fields, sentence: [`${level}: ${message}`, because].join(' ').trimEnd() };
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

/** One JSON object in one line, without its end and without secrets: `time` (ISO 8601), `level`, `event`, the fields. */
export function jsonText({ time, level, event, fields }: LogEntry): string {
  return JSON.stringify({ time: new Date(time).toISOString(), level, event, ...fields }, tidy);
}

/** A line, or a few with a stack, for people: time and sentence, without secrets. */
export function plainText({ time, sentence }: LogEntry): string {
  return `${clockText(time)} ${redact(bounded(sentence))}`;
}

/** Longer than anything that was written for a person, in characters. */
const longest = 8_000;

function bounded(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Durations are measured more finely than anybody reads them. */
function tidy(key: string, value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value);
  return redactField(key, typeof value === 'string' ? bounded(value) : value);
}
