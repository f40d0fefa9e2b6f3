import { channelProtocols } from './channel-encoding';
import { type Refusal, tryChannels } from './channel-probe';
import { ChannelTunnel } from './channel-tunnel';
import type { OpenTunnelOptions } from './connect';
import type { Endpoint } from './endpoint';
import { type Tunnel, TunnelError } from './tunnel';

const defaultAnswerMs = 4_000;

/**
 * As `openTunnel`, by the last resort: a WebSocket for each connection. Base64 is for gateways that pass only text; it is
 * asked for alone, because some look no further than the first protocol that is offered.
 */
export async function openChannelTunnel(
  endpoint: Endpoint,
  { signal, clock, answerMs = defaultAnswerMs }: Omit<OpenTunnelOptions, 'transports' | 'limits'>,
): Promise<Tunnel> {
  const options = { signal, clock, answerMs };
  const plain = await tryChannels(endpoint, 'binary', options);
  if (plain === null) return new ChannelTunnel(endpoint, 'binary', clock, answerMs);
  const said = `${new URL(endpoint.url).host} answered ${plain.message} (${channelProtocols.binary})`;
  if (isHopeless(plain)) throw new TunnelError(plain.failure, said);
  const encoded = await tryChannels(endpoint, 'base64', options);
  if (encoded === null) return new ChannelTunnel(endpoint, 'base64', clock, answerMs);
  throw new TunnelError(encoded.failure, `${said}; ${encoded.message} (${channelProtocols.base64})`);
}

/** A permission is missing for either, and a server that is busy should not be asked again. */
function isHopeless({ kind, failure }: Refusal): boolean {
  return kind === 'stop' || failure === 'forbidden' || failure === 'busy';
}
