import { Connection } from '../../src/main/tunnel/connection';
import { Session } from '../../src/main/tunnel/session';
import { defaultLimits } from '../../src/main/tunnel/session-limits';
import type { StreamHandler, TunnelStream } from '../../src/main/tunnel/tunnel';
import { FakeClock } from '../support/fake-clock';
import { FakeSocket, turns } from './fake-socket';
import { check } from './fuzzer';
import { Transcript } from './transcript';

export type CarriedBy = 'websocket' | 'spdy';

/** Small, so that they are reached. */
export const limits = { ...defaultLimits, outboundBytes: 64 * 1024, inboundBytes: 64 * 1024 };

/** What a stream told its owner, with the rules of `StreamHandler` watched over. */
export class Owner implements StreamHandler {
  readonly said = new Transcript();
  readonly stream: TunnelStream;
  mayWrite = true;
  closed = false;
  #ended = false;
  #isOpening = true;

  /** `object` hears of rules that were broken: thrown, they might go where nobody looks. */
  constructor(
    session: Session,
    port: number,
    private readonly object: (claim: string) => void,
  ) {
    this.stream = session.openStream(port, this);
    this.#isOpening = false;
  }

  onData(chunk: Buffer): void {
    this.#called('data');
    if (this.#ended) this.object('data came after the end');
    if (chunk.length === 0) this.object('no data came as data');
    this.said.bytes('data', chunk);
  }

  onEnd(): void {
    this.#called('an end');
    if (this.#ended) this.object('the end came twice');
    this.#ended = true;
    this.said.call('end');
  }

  onDrain(): void {
    this.#called('room');
    this.mayWrite = true;
  }

  onClose(error: Error | null): void {
    this.#called('a close');
    if (error?.message.trim() === '') this.object('a stream was closed without a word');
    this.closed = true;
    // A character that was cut may be shown as unknown, and a long text with such ones end somewhere else.
    const [plain] = error?.message.split(/[^\x20-\x7e]/) ?? [];
    this.said.call('closed', plain);
  }

  #called(what: string): void {
    if (this.closed) this.object(`${what} came after the close`);
    if (this.#isOpening) this.object(`${what} came from inside openStream`);
  }
}

/** A session, its connection and whoever uses it. */
export class Scene {
  readonly clock = new FakeClock();
  readonly socket = new FakeSocket();
  readonly session: Session;
  readonly owners: Owner[] = [];
  readonly reasons: string[] = [];
  readonly #objections: string[] = [];

  constructor(readonly transport: CarriedBy) {
    const connection = new Connection().opened(this.socket.asSocket);
    const leftover = Buffer.alloc(0);
    this.session = new Session({ connection, leftover, transport, clock: this.clock, limits });
    this.session.onDidClose(({ reason }) => {
      this.reasons.push(reason);
      if (!this.owners.every((owner) => owner.closed)) this.#objections.push('the tunnel ended before its streams did');
    });
  }

  open(): Owner {
    const owner = new Owner(this.session, 8080, (claim) => this.#objections.push(claim));
    this.owners.push(owner);
    return owner;
  }

  /** Ends it, however far it is, and looks whether anything is left. */
  async finish(end: 'dispose' | 'destroy' | 'fail' | 'end'): Promise<void> {
    this.socket.setReading(true);
    if (end === 'dispose') this.session.dispose();
    else if (end === 'destroy') this.socket.destroy();
    else if (end === 'fail') this.socket.destroy(new Error('read ECONNRESET'));
    else this.socket.push(null);
    this.socket.resume();
    await turns();
    check(this.session.closed && this.reasons.length === 1, `the tunnel ended ${String(this.reasons.length)} times`);
    check((this.reasons[0] ?? '').length > 10, 'the tunnel ended without a word');
    check(
      this.owners.every((owner) => owner.closed),
      'a stream outlived its tunnel',
    );
    check(this.session.streamCount === 0, 'streams are counted that are not there');
    check(this.clock.timers === 0, `${String(this.clock.timers)} timers are left`);
    check(this.socket.destroyed, 'the connection is left');
    await this.clock.advance(60_000);
    check(this.#objections.length === 0, this.#objections.join('; '));
  }
}
