import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** A server's certificate, and who vouches for it. */
export interface TlsFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970; null when it cannot be read. */
  readonly expiresAt: number | null;
  readonly isTrusted: boolean;
  /** The last authority of its chain. */
  readonly authority: string;
}

/** As the handshake left it; null when the server showed no certificate. */
export function tlsFactsOf(socket: TLSSocket): TlsFacts | null {
  const certificate = socket.getPeerCertificate(true);
  // What Node's types do not say: without a certificate the object is empty.
  if (Object.keys(certificate).length === 0) return null;
  const expiresAt = Date.parse(certificate.valid_to);
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt,
    isTrusted: socket.authorized,
    authority: nameOf(rootOf(certificate).issuer),
  };
}

/** Chains that a server makes up may go in circles. */
const longestChain = 10;

function rootOf(certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  let current = certificate;
  for (let index = 0; index < longestChain; index += 1) {
    const next = current.issuerCertificate as DetailedPeerCertificate | undefined;
    if (next === undefined || next === current) break;
    current = next;
  }
  return current;
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const parts = [name?.CN ?? name?.O ?? name?.OU ?? 'nobody'].flat();
  return parts.join(', ');
}
