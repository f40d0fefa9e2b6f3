import { tryChannels } from './channel-probe';
import { ChannelTunnel } from './channel-tunnel';
import type { OpenTunnelOptions } from './connect';
import type { Endpoint } from './endpoint';
import { type Tunnel, TunnelError } from './tunnel';

const defaultAnswerMs = 4_000;

/** As `openTunnel`, by the last resort: a WebSocket for each connection. */
export async function openChannelTunnel(
  endpoint: Endpoint,
  { signal, clock, answerMs = defaultAnswerMs }: Omit<OpenTunnelOptions, 'transports' | 'limits'>,
): Promise<Tunnel> {
  const refusal = await tryChannels(endpoint, { signal, clock, answerMs });
  if (refusal === null) return new ChannelTunnel(endpoint, clock, answerMs);
  throw new TunnelError(refusal.failure, `${new URL(endpoint.url).host} answered ${refusal.message} (v4)`);
}
