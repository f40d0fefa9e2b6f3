import { assertNever } from './assert-never';
import { type Credential, type CredentialStanding, standingOf } from './credentials';
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

/** What is said of one credential. */
export interface CredentialLine {
  /** `Exec plugin aws: valid until 14:02 (in 43 min), renewed by itself`. */
  readonly text: string;
  /** What to do where nobody else does it, as a sentence; else empty. */
  readonly advice: string;
  /** How much it matters: `bad` where nothing new works any more without the user. */
  readonly tone: 'plain' | 'warn' | 'bad';
}

/** All that is to be said of them by `now`, in milliseconds since 1970; of undefined, nothing is known. */
export function credentialLines(
  credentials: readonly Credential[] | undefined,
  now: EpochMs,
): readonly CredentialLine[] {
  if (credentials?.length === 0) return [{ text: credentialWords.none, advice: '', tone: 'warn' }];
  return (credentials ?? []).map((one) => {
    const name = credentialName(one);
    const text = [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, validityText(one, now)].filter(Boolean).join(': ');
    return { text, advice: adviceOn(one, standingOf(one, now)), tone: toneOf(one, standingOf(one, now)) };
  });
}

function toneOf({ renewal }: Credential, standing: CredentialStanding): CredentialLine['tone'] {
  if (standing === 'good' || renewal === 'itself') return 'plain';
  return standing === 'over' && renewal === 'nobody' ? 'bad' : 'warn';
}

function validityText({ kind, expiresAt, renewal }: Credential, now: EpochMs): string {
  const isRenewed = renewal === 'itself';
  if (expiresAt === null) {
    if (isRenewed) return 'renewed when it is refused';
    if (kind === 'password') return '';
    return kind === 'certificate' ? 'cannot be read' : 'does not say for how long it is valid';
  }
  const when = momentText(expiresAt, now);
  const left = expiresAt - now;
  if (left <= 0) return `expired ${when} (${agoText(-left)})${isRenewed ? ', renewed when it is needed next' : ''}`;
  const until = left > farMs ? when : `${when} (${inText(left)})`;
  return `valid until ${until}${isRenewed ? ', renewed by itself' : ''}`;
}

function adviceOn({ kind, renewal }: Credential, standing: CredentialStanding): string {
  if (standing === 'good' || renewal === 'itself') return '';
  if (renewal === 'file') {
    return standing === 'soon'
      ? 'Have another one in its file by then.'
      : 'What is open goes on; for a new tunnel its file is read again.';
  }
  const isCertificate = kind === 'certificate';
  if (standing === 'soon') return `Nothing renews it: ${isCertificate ? 'have another one' : 'log in again'} by then.`;
  return `What is open goes on; a new tunnel needs ${isCertificate ? 'another certificate' : 'a new log-in'}.`;
}
