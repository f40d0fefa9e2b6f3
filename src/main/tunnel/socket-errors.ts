import { TunnelError } from './tunnel';

/** What a socket's error means. Trouble with certificates, theirs and ours, is told apart: a person can mend it. */
export function networkError(name: string, error: Error): TunnelError {
  const code = 'code' in error ? String(error.code) : '';
  const isTrust = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_|ERR_TLS_CERT_)/.test(code);
  const message = messageOf(error);
  if (isTrust) return new TunnelError('tls', `The certificate of ${name} is not trusted: ${message}`, { cause: error });
  // With TLS 1.3 this alert comes after the handshake, in place of an answer.
  const isOurs = /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/.test(code);
  if (isOurs) {
    const text = `${name} did not accept our client certificate: ${message}`;
    return new TunnelError('unauthorized', text, { cause: error });
  }
  return new TunnelError('network', `Cannot reach ${name}: ${message}`, { cause: error });
}

export function abortedError(name: string, signal: AbortSignal): TunnelError {
  return new TunnelError('aborted', `Gave up connecting to ${name}: ${messageOf(signal.reason)}`, {
    cause: signal.reason,
  });
}

/** For errors that come after everybody who cared has been told. */
export function ignore(): void {
  // Nothing to do: the socket is being destroyed, and why has been reported.
}

/** What an error says, for a sentence. */
export function messageOf(error: unknown): string {
  // Trying several addresses fails with an AggregateError, whose own message is empty.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  // OpenSSL's message is an address, a code and a source line; its reason is the sentence.
  if (error instanceof Error && 'reason' in error && typeof error.reason === 'string') return error.reason;
  return error instanceof Error ? error.message : String(error);
}
