import type { Problem } from '../../shared/problem';

/** What must never stand in a log, and what is written instead: the first group of each is kept. */
const secrets: readonly RegExp[] = [
  /\b((?:proxy-)?authorization(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?(?:\w+\s+)?)[^\s"'\\,;]+/gi,
  /\b(bearer\s+)[\w.~+/=-]+/gi,
  /\b((?:set-)?cookie(?:\\*["'])?\s*[:=]\s*)[^\r\n]+/gi,
  /\b([\w-]{0,40}(?:token|password|passwd|passphrase|secret|api[-_]?key|key-?data|certificate-?data)(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?)[^\s"'\\,;&]+/gi,
  // As an argument of a program.
  /((?:^|\s)--?[\w-]{0,40}(?:token|password|secret|api-?key)\s+)[^\s-]\S*/gi,
  // Before the host of a URL, whatever characters a password has: rather too much than too little.
  /\b([a-z][\w+.-]{0,20}:\/\/)[^\s/?#"'@:]*:(?!\d+[/?#])[^\s"']*(?=@)/gi,
  /\b([a-z][\w+.-]{0,20}:\/\/)[^\s/?#"']*(?=@)/gi,
  /()\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  // Tokens that are known by how they begin: of EKS, GKE, OpenShift, Rancher, GitHub, GitLab.
  /()\b(?:k8s-aws-v1|ya29)\.[\w.-]+/g,
  /()\bsha256~[\w-]{20,}/g,
  /()\b(?:kubeconfig-[\w.-]{1,80}|token-[\w-]{1,40}):[a-z0-9]{40,}/g,
  /()\b(?:gh[pousr]_|glpat-)[\w-]{20,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // The same, and certificates, in base64, as kubeconfigs hold them.
  /()LS0tLS1CRUdJTi[\w+/]*={0,2}/g,
];

const replacement = '[redacted]';

/** The text without tokens, cookies, passwords and keys. */
export function redact(text: string): string {
  return secrets.reduce((rest, pattern) => rest.replace(pattern, `$1${replacement}`), text);
}

const secretKey =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|[\w-]{0,40}(?:token|password|passwd|passphrase|secret|api[-_]?key|key-?data))$/i;

/** A value of an object by its name: without secrets, and null where the name says that it is one. */
export function redactField(name: string, value: unknown): unknown {
  if (secretKey.test(name) && value !== null && value !== undefined) return replacement;
  return typeof value === 'string' ? redact(value) : value;
}

/** What is made of what somebody else has said, before anybody is told. */
export function redactProblem(problem: Problem): Problem {
  return { ...problem, message: redact(problem.message), hint: redact(problem.hint) };
}
