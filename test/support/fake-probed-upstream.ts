import type { StreamHandler, TunnelStream } from '../../src/main/tunnel/tunnel';
import type { ProbedUpstream } from '../../src/main/worker/probe';

/** A connection of a probe, and the app at its other end. */
export class ProbedConnection {
  written = '';
  destroyed = false;

  constructor(
    readonly port: number,
    readonly app: StreamHandler,
  ) {}

  says(text: string): void {
    this.app.onData(Buffer.from(text));
  }
}

/** A tunnel for probes, alive unless told otherwise. Remembers the connections through it. */
export class FakeProbedUpstream implements ProbedUpstream {
  readonly connections: ProbedConnection[] = [];
  silence = 0;
  pings = 0;
  /** Takes no connections at this moment. */
  isFull = false;

  /** The latest connection. */
  get last(): ProbedConnection {
    const last = this.connections.at(-1);
    if (!last) throw new Error('Nothing was probed');
    return last;
  }

  openProbe(port: number, app: StreamHandler): TunnelStream | null {
    if (this.isFull) return null;
    const connection = new ProbedConnection(port, app);
    this.connections.push(connection);
    return {
      write: (chunk: Buffer) => {
        connection.written += chunk.toString();
        return true;
      },
      destroy: () => (connection.destroyed = true),
    } as unknown as TunnelStream;
  }

  ping(): void {
    this.pings += 1;
  }

  silentMs(): number {
    return this.silence;
  }
}
