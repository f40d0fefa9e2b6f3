/** A value that somebody else wrote, safe for a terminal and short enough for a sentence. */
export function shown(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a block of keys';
  const text = printable(typeof value === 'string' ? `"${value}"` : JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Without what moves a terminal's cursor or turns its text round. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
}
