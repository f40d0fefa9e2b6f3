/** What must never stand in a log, and what is written instead. The first group of each is kept. */
const secrets: readonly RegExp[] = [
  /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:\w+\s+)?)[^\s"',;]+/gi,
  /\b(bearer\s+)[\w.~+/=-]+/gi,
  /\b((?:set-)?cookie["']?\s*[:=]\s*)[^\r\n]+/gi,
  /\b((?:[\w-]*token|password|passwd|secret|client-key-data|client-certificate-data)["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
  /(\w+:\/\/)[^\s/@]+:[^\s/@]+(?=@)/g,
  /()\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
];

/** The text without tokens, cookies, passwords and keys. */
export function redact(text: string): string {
  return secrets.reduce((rest, pattern) => rest.replace(pattern, '$1[redacted]'), text);
}
