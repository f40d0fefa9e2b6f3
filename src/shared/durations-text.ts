/** Times, ages and sizes as people read them. Pure: time is always an argument, in milliseconds. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const months = 'January February March April May June July August September October November December'.split(' ');

/** `17 s`, `4 min`, `2 h 5 min`, `3 d 4 h`: two units at most, rounded down, because nobody counts further. */
export function durationText(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < minute) return `${count(whole, second)} s`;
  if (whole < hour) return `${count(whole, minute)} min`;
  if (whole < day) return twoUnits(whole, hour, 'h', minute, 'min');
  return twoUnits(whole, day, 'd', hour, 'h');
}

/** How long something took, where parts of a second matter: `85 ms`, `1.2 s`, `17 s`. */
export function tookText(ms: number): string {
  const whole = Math.max(0, ms);
  if (Math.round(whole) < second) return `${String(Math.round(whole))} ms`;
  if (whole < 10 * second) return `${(whole / second).toFixed(1)} s`;
  return durationText(whole);
}

/** How long a ping took, where parts of a millisecond matter: `0.4 ms`, `18 ms`, `1.2 s`. */
export function roundTripText(ms: number): string {
  return ms > 0 && ms < 9.95 ? `${ms.toFixed(1)} ms` : tookText(ms);
}

/** `now`, `2 s ago`, `4 min ago`. */
export function agoText(ms: number): string {
  return ms < second ? 'now' : `${durationText(ms)} ago`;
}

/** `now`, `in 3 s`: rounded up, so that it never says "now" too early. */
export function inText(ms: number): string {
  return ms <= 0 ? 'now' : `in ${durationText(Math.ceil(ms / second) * second)}`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `0 B`, `812 B`, `1.2 MB`, `34 GB`: decimal units, as browsers and disks count. */
export function bytesText(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < sizes.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${sizes[unit] ?? ''}`;
}

/** `14:02:11`, in the time zone of whoever looks. */
export function clockText(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `14:02`, in the time zone of whoever looks. */
export function minuteText(time: number): string {
  return clockText(time).slice(0, 5);
}

/** `14:02` on the day of `now`, `12 March, 14:02` in its year, else `3 March 2027`: in the time zone of whoever looks. */
export function momentText(time: number, now: number): string {
  const [date, today] = [new Date(time), new Date(now)];
  if (date.toDateString() === today.toDateString()) return minuteText(time);
  const day = `${String(date.getDate())} ${months[date.getMonth()] ?? ''}`;
  const isSameYear = date.getFullYear() === today.getFullYear();
  return isSameYear ? `${day}, ${minuteText(time)}` : `${day} ${String(date.getFullYear())}`;
}

function count(ms: number, unit: number): string {
  return String(Math.floor(ms / unit));
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = count(ms % large, small);
  const head = `${count(ms, large)} ${largeName}`;
  return rest === '0' ? head : `${head} ${rest} ${smallName}`;
}
