import * as tls from 'node:tls';
import type { AddressInfo } from 'node:net';
import { type Identity, issueForLoopback, issueForUser, makeAuthority } from '../../src/main/demo/certificates';
import type { AsyncDisposable } from '../../src/main/base/disposable';

const hourMs = 3_600_000;

/** Who signs for the gate and for its clients at present. */
export interface Authorities {
  readonly server: Identity;
  readonly clients: Identity;
  /** PEM, of the gate itself. */
  readonly gate: Identity;
}

export function newAuthorities(): Authorities {
  const validity = { fromMs: Date.now() - hourMs, untilMs: Date.now() + hourMs };
  const server = makeAuthority('gate-ca', validity);
  return { server, clients: makeAuthority('clients-ca', validity), gate: issueForLoopback('gate', server, validity) };
}

export function clientCertificate({ clients }: Authorities, user: string, untilMs = Date.now() + hourMs): Identity {
  return issueForUser(user, [], clients, { fromMs: Date.now() - hourMs, untilMs });
}

/** A TLS server in front of an API server, which lets in only those who show a certificate of its clients' authority. */
export class CertificateGate implements AsyncDisposable {
  /** The names on the certificates that were let in, in order. */
  readonly letIn: string[] = [];
  refusals = 0;
  readonly #sockets = new Set<tls.TLSSocket>();
  readonly #server: tls.Server;

  private constructor(target: URL, authorities: Authorities) {
    this.#server = tls.createServer({ ...contextOf(authorities), requestCert: true, rejectUnauthorized: true });
    this.#server.on('secureConnection', (socket) => this.#pass(socket, target));
    this.#server.on('tlsClientError', () => (this.refusals += 1));
  }

  static async open(target: string, authorities: Authorities): Promise<CertificateGate> {
    const gate = new CertificateGate(new URL(target), authorities);
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `https://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** For connections from now on. */
  rotate(authorities: Authorities): void {
    this.#server.setSecureContext(contextOf(authorities));
  }

  /** Ends everything that has been let in. */
  endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async dispose(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.endAll();
    await closed;
  }

  #pass(socket: tls.TLSSocket, target: URL): void {
    this.letIn.push(socket.getPeerCertificate().subject.CN);
    const inner = tls.connect({ host: target.hostname, port: Number(target.port), rejectUnauthorized: false });
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}

function contextOf({ gate, clients }: Authorities): tls.SecureContextOptions {
  return { key: gate.key, cert: gate.certificate, ca: clients.certificate };
}
