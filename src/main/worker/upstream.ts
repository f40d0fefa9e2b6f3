import type { Transport } from '../../shared/forward';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Endpoint } from '../tunnel/endpoint';
import type { StreamHandler, TunnelClosed, TunnelStream } from '../tunnel/tunnel';
import type { ResolvedTarget } from './resolved-target';

/** All of a forward's tunnels to its present pod, as the worker sees them. */
export interface Upstream extends Disposable {
  readonly transport: Transport;
  /** The last tunnel is gone. Fires once, not after `dispose()`. */
  readonly onDidLose: Event<TunnelClosed>;
  /** Streams that could not be opened a moment ago may be opened now. */
  readonly onDidGrow: Event<void>;
  /** null when no tunnel is usable at this moment: another is on its way, and `onDidGrow` will say so. */
  openStream(port: number, handler: StreamHandler): TunnelStream | null;
  /** Asks every tunnel for a sign of life. */
  ping(): void;
  /** Milliseconds since the freshest tunnel's last byte. */
  silentMs(): number;
  /** Of the quickest tunnel, as `Tunnel.roundTripMs`. */
  roundTripMs(): number | null;
}

export interface ConnectOptions {
  /** How long each tunnel may take to be up, in milliseconds. */
  readonly connectMs: number;
  /** See `Upkeep`. */
  readonly keepAliveMs: number | null;
  /** For all tunnels but the first: by then a short-lived credential may be another. Obeys the signal, never rejects. */
  renewedEndpoint(signal: AbortSignal): Promise<Endpoint>;
  /** The API server refused the credentials of such a tunnel. */
  credentialsRefused(): void;
}

/** Opens the first tunnel to a pod. Rejects with a `TunnelError`; obeys the signal. */
export type ConnectUpstream = (
  target: ResolvedTarget,
  signal: AbortSignal,
  options?: ConnectOptions,
) => Promise<Upstream>;
