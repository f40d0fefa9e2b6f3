import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../src/main/demo/certificates';

describe('the demo cluster’s certificates', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const { authority, server, client } = makeCertificates('alice', 'people', now);
  const [authorityCertificate, serverCertificate, clientCertificate] = [
    authority,
    server.certificate,
    client.certificate,
  ].map((text) => new X509Certificate(text));

  it('are signed by an authority of their own', () => {
    expect(authorityCertificate?.ca).toBe(true);
    for (const issued of [serverCertificate, clientCertificate]) {
      expect(authorityCertificate && issued?.checkIssued(authorityCertificate)).toBe(true);
      expect(authorityCertificate && issued?.verify(authorityCertificate.publicKey)).toBe(true);
      expect(issued?.ca).toBe(false);
    }
  });

  it('let the server be reached by every loopback name', () => {
    expect(serverCertificate?.checkHost('localhost')).toBe('localhost');
    expect(serverCertificate?.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(serverCertificate?.checkIP('::1')).toBe('::1');
  });

  it('name the user and the group as Kubernetes reads them', () => {
    expect(clientCertificate?.subject).toBe('O=people\nCN=alice');
  });

  it('are valid now, also on a clock that is a few hours behind', () => {
    expect(Date.parse(serverCertificate?.validFrom ?? '')).toBeLessThanOrEqual(now - 6 * 3_600_000);
    expect(Date.parse(serverCertificate?.validTo ?? '')).toBeGreaterThan(now + 30 * 86_400_000);
  });

  it('come with their private keys', () => {
    expect(serverCertificate?.checkPrivateKey(createPrivateKey(server.key))).toBe(true);
    expect(clientCertificate?.checkPrivateKey(createPrivateKey(client.key))).toBe(true);
  });
});
