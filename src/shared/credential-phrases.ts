import { assertNever } from './assert-never';
import { type Credential, standingOf } from './credentials';
import { agoText, inText, momentText } from './durations-text';
import type { EpochMs } from './forward';

/** Words for the credentials of a forward. */
export const credentialWords = {
  title: 'Credentials',
  meaning: 'How the API server knows you, as Portwatch last asked it.',
  none: 'None: the API server sees an anonymous user',
} as const;

/** Further off than this, in milliseconds, a date says more than the days until then. */
const farMs = 7 * 24 * 60 * 60_000;

/** `exec plugin aws`, to stand inside a sentence. */
export function credentialName({ kind, program }: Pick<Credential, 'kind' | 'program'>): string {
  switch (kind) {
    case 'plugin':
      return `exec plugin ${program}`;
    case 'provider':
      return 'OIDC log-in';
    case 'token':
      return 'token in the kubeconfig';
    case 'token-file':
      return 'token from a file';
    case 'password':
      return 'name and password';
    case 'certificate':
      return 'client certificate';
    default:
      return assertNever(kind);
  }
}

/**
 * `Exec plugin aws: valid until 14:02 (in 43 min), renewed by itself`. Says what to do where nobody else does it. `now`:
 * milliseconds since 1970.
 */
export function credentialText(credential: Credential, now: EpochMs): string {
  const name = credentialName(credential);
  const validity = validityText(credential, now);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${validity === '' ? '' : `: ${validity}`}`;
}

/** A line about a credential, and how much it matters: `bad` where nothing works any more without the user. */
export interface CredentialLine {
  readonly text: string;
  readonly tone: 'plain' | 'warn' | 'bad';
}

/** All that is to be said of them; of undefined, nothing is known. */
export function credentialLines(
  credentials: readonly Credential[] | undefined,
  now: EpochMs,
): readonly CredentialLine[] {
  if (credentials?.length === 0) return [{ text: credentialWords.none, tone: 'warn' }];
  return (credentials ?? []).map((one) => ({ text: credentialText(one, now), tone: toneOf(one, now) }));
}

function toneOf(credential: Credential, now: EpochMs): CredentialLine['tone'] {
  const standing = standingOf(credential, now);
  if (standing === 'good' || credential.renewal === 'itself') return 'plain';
  return standing === 'over' && credential.renewal === 'nobody' ? 'bad' : 'warn';
}

function validityText(credential: Credential, now: EpochMs): string {
  const { expiresAt, renewal } = credential;
  if (expiresAt === null) return endlessText(credential);
  const when = momentText(expiresAt, now);
  const standing = standingOf(credential, now);
  if (standing === 'over') return `expired ${when} (${agoText(now - expiresAt)})${afterwardsText(credential)}`;
  const isFar = expiresAt - now > farMs;
  const until = isFar ? when : `${when} (${inText(expiresAt - now)})`;
  const renewed = renewal === 'itself' ? ', renewed by itself' : '';
  return `valid until ${until}${renewed}${standing === 'soon' ? `. ${beforehandText(credential)}` : ''}`;
}

function endlessText({ kind, renewal }: Credential): string {
  if (renewal === 'itself') return 'renewed when it is refused';
  if (kind === 'password') return '';
  return kind === 'certificate' ? 'cannot be read' : 'does not say for how long it is valid';
}

function beforehandText({ kind, renewal }: Credential): string {
  if (renewal === 'file') return 'Have another one in its file by then.';
  return kind === 'certificate'
    ? 'Nothing renews it: have another one by then.'
    : 'Nothing renews it: log in again by then.';
}

function afterwardsText({ kind, renewal }: Credential): string {
  if (renewal === 'itself') return ', renewed when it is needed next';
  const needs = kind === 'certificate' ? 'another certificate' : 'a new log-in';
  return renewal === 'file'
    ? '. What is open goes on; for a new tunnel its file is read again.'
    : `. What is open goes on; a new tunnel needs ${needs}.`;
}
