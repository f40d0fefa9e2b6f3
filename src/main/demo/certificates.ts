import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  boolean,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  taggedBytes,
  utcTime,
  utf8String,
} from './der';

/** PEM texts. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** What the demo cluster's API server and its users show each other. Made afresh at every start, never stored. */
export interface DemoCertificates {
  readonly authority: string;
  readonly server: KeyAndCertificate;
  readonly client: KeyAndCertificate;
}

const dayMs = 24 * 60 * 60 * 1000;
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** Somebody whom a certificate names, and who may sign others if it is an authority's. */
export interface Identity extends KeyAndCertificate {
  readonly name: Buffer;
}

/** From when until when a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** An authority of its own, a server certificate for loopback, and a client certificate for `user` in `group`. */
export function makeCertificates(user: string, group: string, nowMs: number): DemoCertificates {
  const validity = { fromMs: nowMs - dayMs, untilMs: nowMs + 365 * dayMs };
  const authority = makeAuthority('portwatch-demo-ca', validity);
  return {
    authority: authority.certificate,
    server: issueForLoopback('portwatch-demo', authority, validity),
    client: issueForUser(user, [group], authority, validity),
  };
}

/** Signs others' certificates, and its own. */
export function makeAuthority(name: string, validity: Validity): Identity {
  return issue(name, [], null, validity, [extension('2.5.29.19', true, sequence(boolean(true))), keyUsage(0x06, 1)]);
}

/** For a server that is reached as localhost, 127.0.0.1 or ::1. */
export function issueForLoopback(name: string, authority: Identity, validity: Validity): Identity {
  return issue(name, [], authority, validity, [
    keyUsage(0x80, 7),
    extendedKeyUsage('1.3.6.1.5.5.7.3.1'),
    extension('2.5.29.17', false, loopbackNames()),
  ]);
}

/** For a client; Kubernetes takes its names for the user and the user's groups. */
export function issueForUser(
  user: string,
  groups: readonly string[],
  authority: Identity,
  validity: Validity,
): Identity {
  return issue(user, groups, authority, validity, [keyUsage(0x80, 7), extendedKeyUsage('1.3.6.1.5.5.7.3.2')]);
}

/** A new key pair and its X.509 v3 certificate (RFC 5280), signed by `issuer` or, without one, by itself. */
function issue(
  commonName: string,
  organizations: readonly string[],
  issuer: Identity | null,
  { fromMs, untilMs }: Validity,
  extensions: readonly Buffer[],
): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const name = sequence(
    ...organizations.map((organization) => nameAttribute('2.5.4.10', organization)),
    nameAttribute('2.5.4.3', commonName),
  );
  const content = sequence(
    tagged(0, integer(2)),
    integer(randomBytes(16)),
    ecdsaWithSha256,
    issuer?.name ?? name,
    sequence(utcTime(fromMs), utcTime(untilMs)),
    name,
    createPublicKey(publicKey).export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const signature = sign('sha256', content, createPrivateKey(issuer?.key ?? privateKey));
  return { name, key: privateKey, certificate: pem(sequence(content, ecdsaWithSha256, bitString(signature))) };
}

function nameAttribute(type: string, value: string): Buffer {
  return set(sequence(objectIdentifier(type), utf8String(value)));
}

function extension(type: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

function keyUsage(bits: number, unusedBits: number): Buffer {
  return extension('2.5.29.15', true, bitString(Buffer.from([bits]), unusedBits));
}

function extendedKeyUsage(purpose: string): Buffer {
  return extension('2.5.29.37', false, sequence(objectIdentifier(purpose)));
}

function loopbackNames(): Buffer {
  return sequence(
    taggedBytes(2, Buffer.from('localhost', 'ascii')),
    taggedBytes(7, Buffer.from([127, 0, 0, 1])),
    taggedBytes(7, Buffer.from([...new Array<number>(15).fill(0), 1])),
  );
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
