import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import {
  type Fault,
  type FaultRule,
  type PodIdentity,
  type PodSelection,
  healed,
  isPortClosed,
  isSelected,
  tunnelEffect,
} from './faults';
import type { Pod } from './model-objects';
import { appOf } from './model-pods';
import { type PodHost, refusedText } from './pod-host';
import { PodChannels } from './pod-channels';
import { type OpenTunnel, PodTunnel, type PodTunnelOptions } from './pod-tunnel';
import type { Protocol } from './upgrade';

/** The open tunnels, and the faults that they suffer. */
export class TunnelRegistry implements Disposable {
  readonly #tunnels = new Set<OpenTunnel>();
  #rules: readonly FaultRule[] = [];
  #nextNumber = 0;

  constructor(
    private readonly host: PodHost,
    private readonly clock: Clock,
    private readonly closeDelayMs: number,
  ) {}

  get rules(): readonly FaultRule[] {
    return this.#rules;
  }

  selected(pods: PodSelection): readonly OpenTunnel[] {
    return [...this.#tunnels].filter((tunnel) => isSelected(pods, tunnel.pod));
  }

  /** Takes over the connection of an upgrade that was granted. */
  open(pod: Pod, protocol: Protocol, socket: Duplex, head: Buffer): void {
    const identity = identityOf(pod);
    const options: PodTunnelOptions = {
      pod: identity,
      number: this.#nextNumber,
      clock: this.clock,
      closeDelayMs: this.closeDelayMs,
      connect: (port) =>
        isPortClosed(this.#rules, identity, port)
          ? { failure: refusedText(port) }
          : this.host.connect(pod.metadata.uid, port),
      onClosed: () => this.#tunnels.delete(tunnel),
    };
    const tunnel: OpenTunnel =
      protocol.transport === 'v4'
        ? new PodChannels(socket, protocol, options)
        : new PodTunnel(socket, protocol.transport, options);
    this.#nextNumber += 1;
    this.#tunnels.add(tunnel);
    this.#afflict(tunnel);
    tunnel.start(head);
  }

  lay(fault: Fault): void {
    this.#setRules([...this.#rules, { fault, since: this.#nextNumber }]);
  }

  heal(pods: PodSelection): void {
    this.#setRules(healed(this.#rules, pods));
  }

  reset(pods: PodSelection): void {
    for (const tunnel of this.selected(pods)) tunnel.dispose();
  }

  dispose(): void {
    this.reset('*');
  }

  #setRules(rules: readonly FaultRule[]): void {
    this.#rules = rules;
    for (const tunnel of this.#tunnels) this.#afflict(tunnel);
  }

  #afflict(tunnel: OpenTunnel): void {
    tunnel.apply(tunnelEffect(this.#rules, tunnel.pod, tunnel.number));
  }
}

export function identityOf(pod: Pod): PodIdentity {
  return { name: pod.metadata.name, app: appOf(pod) ?? '' };
}
