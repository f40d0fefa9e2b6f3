import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { encodeDataHeader, encodePing, encodeRstStream, encodeSynStream } from '../../../src/main/tunnel/spdy-encoding';
import { SpdyFrameParser } from '../../../src/main/tunnel/spdy-parser';
import { until } from '../../support/until';

/** A client that writes frames by hand over a SPDY upgrade, and notes what it gets. */
class RawClient {
  /** `syn-reply 1`, `fin 3`, `ping 7`: in the order of arrival. */
  readonly frames: string[] = [];
  readonly #received = new Map<number, Buffer[]>();
  #first = true;

  constructor(readonly socket: TLSSocket) {
    const parser = new SpdyFrameParser({
      onData: (id, piece, fin) => {
        const pieces = this.#received.get(id) ?? [];
        this.#received.set(id, pieces);
        pieces.push(piece);
        if (fin) this.frames.push(`fin ${id}`);
      },
      onControl: (frame) => {
        const id = 'streamId' in frame ? frame.streamId : 'id' in frame ? frame.id : 0;
        this.frames.push(`${frame.type} ${id}`);
      },
    });
    socket.on('data', (chunk: Buffer) => parser.push(chunk));
  }

  text(streamId: number): string {
    return Buffer.concat(this.#received.get(streamId) ?? []).toString('utf8');
  }

  length(streamId: number): number {
    return (this.#received.get(streamId) ?? []).reduce((sum, piece) => sum + piece.length, 0);
  }

  /** The frames that open an error stream and the data stream after it. */
  pair(errorId: number, port: number, requestId = errorId): Buffer {
    return Buffer.concat(
      (['error', 'data'] as const).map((streamtype, index) => {
        const first = this.#first;
        this.#first = false;
        const headers = Object.entries({ streamtype, port: String(port), requestid: String(requestId) });
        return encodeSynStream(errorId + index * 2, streamtype === 'error', headers, first);
      }),
    );
  }
}

const data = (streamId: number, text: string, fin = false) =>
  Buffer.concat([encodeDataHeader(streamId, text.length, fin), Buffer.from(text)]);

describe('the demo cluster, as a SPDY peer,', () => {
  let cluster: DemoCluster;
  let client: RawClient;

  const open = (pod: string, namespace: string): Promise<RawClient> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(cluster.url);
      const socket = connect({ host: '127.0.0.1', port: Number(port), ca: cluster.authority });
      socket.on('error', reject);
      socket.write(
        `POST /api/v1/namespaces/${namespace}/pods/${pod}/portforward HTTP/1.1\r\nHost: demo\r\nContent-Length: 0\r\n` +
          `Authorization: Bearer ${cluster.token}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n` +
          'X-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n',
      );
      socket.once('data', (head: Buffer) => {
        expect(head.toString()).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\n$/);
        resolve(new RawClient(socket));
      });
    });

  beforeEach(async () => {
    cluster = await startDemoCluster({ closeDelayMs: 50 });
    client = await open(cluster.pods()['orders-db'][0] ?? '', 'data');
  });
  afterEach(async () => {
    client.socket.destroy();
    await cluster.dispose();
  });

  it('takes both streams and the first data in one write, and answers each stream', async () => {
    client.socket.write(Buffer.concat([client.pair(1, 5432), data(3, 'hello')]));
    await until(() => client.text(3).endsWith('hello'));
    expect(client.text(3)).toMatch(/^orders-db ready on .*\nhello$/);
    expect(client.frames).toEqual(['syn-reply 1', 'syn-reply 3']);
  });

  it('keeps the streams of several connections apart', async () => {
    client.socket.write(Buffer.concat([client.pair(1, 5432), client.pair(5, 5432), data(7, 'two'), data(3, 'one')]));
    await until(() => client.text(3).endsWith('one') && client.text(7).endsWith('two'));
    expect(cluster.connectionsTo('orders-db')).toBe(2);
  });

  it('echoes pings of the client’s, and only those', async () => {
    client.socket.write(Buffer.concat([encodePing(2), encodePing(7)]));
    await until(() => client.frames.length > 0);
    expect(client.frames).toEqual(['ping 7']);
  });

  it('resets streams whose ids do not increase', async () => {
    client.socket.write(Buffer.concat([client.pair(5, 5432), client.pair(1, 5432)]));
    await until(() => client.frames.includes('rst-stream 3'));
    expect(client.frames).toContain('rst-stream 1');
  });

  it('ends a connection a moment after the client has, as container runtimes do', async () => {
    client.socket.write(Buffer.concat([client.pair(1, 5432), data(3, 'bye', true)]));
    await until(() => client.frames.includes('fin 3'));
    expect(client.text(3)).toMatch(/bye$/);
    expect(client.frames).toContain('fin 1');
    expect(cluster.connectionsTo('orders-db')).toBe(0);
  });

  it('tells of a refused port on the error stream, and goes on serving', async () => {
    client.socket.write(client.pair(1, 9999));
    await until(() => client.frames.includes('fin 1') && client.frames.includes('fin 3'));
    expect(client.text(1)).toMatch(/^error forwarding port 9999 to pod orders-db-\S+, uid : .*connection refused$/);
    client.socket.write(client.pair(5, 5432));
    await until(() => client.text(7).startsWith('orders-db ready'));
  });

  it('lets go of a connection that the client resets', async () => {
    client.socket.write(client.pair(1, 5432));
    await until(() => client.text(3) !== '');
    client.socket.write(encodeRstStream(3, 5));
    await until(() => cluster.connectionsTo('orders-db') === 0);
  });

  it('lets go of everything when the client goes', async () => {
    client.socket.write(client.pair(1, 5432));
    await until(() => client.text(3) !== '');
    client.socket.destroy();
    await until(() => cluster.tunnelsTo('*') === 0);
  });

  it('hangs up on a client that breaks the protocol', async () => {
    client.socket.write(Buffer.from('80020001000000ff', 'hex'));
    await until(() => client.socket.destroyed || client.socket.readableEnded);
    expect(cluster.tunnelsTo('*')).toBe(0);
  });

  it('stops reading the whole tunnel while one program does not read, and then loses nothing', async () => {
    await cluster.faults.stall('orders-db');
    client.socket.write(client.pair(1, 5432));
    const block = 'x'.repeat(64 * 1024);
    for (let count = 0; count < 256; count += 1) client.socket.write(data(3, block));
    client.socket.write(encodePing(9));
    await until(() => client.text(3) !== '' || client.frames.includes('syn-reply 3'));
    expect(client.socket.writableLength).toBeGreaterThan(1024 * 1024);
    expect(client.frames).not.toContain('ping 9');
    await cluster.faults.heal();
    await until(() => client.frames.includes('ping 9'));
    await until(() => client.length(3) > 256 * block.length);
  });
});

describe('the demo cluster', () => {
  it('leaves nothing behind when disposed in the midst of work', async () => {
    const before = process.getActiveResourcesInfo().length;
    const cluster = await startDemoCluster();
    await cluster.faults.deletePod('web');
    await cluster.faults.blackHole('*');
    await cluster.dispose();
    await cluster.dispose();
    await until(() => process.getActiveResourcesInfo().length <= before);
  });
});
