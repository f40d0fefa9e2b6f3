import { Kubectl } from '../../support/kubectl';
import { Portwatch, type Wish } from './portwatch';

export type PeerName = 'Portwatch' | 'kubectl 1.35';

/** A local port that leads into a pod. */
export interface Forward {
  readonly port: number;
  /** Whether its program has ended by itself. */
  readonly hasEnded: () => boolean;
}

export interface Peer {
  readonly name: PeerName;
  readonly forwards: readonly Forward[];
  readonly pids: readonly number[];
  dispose(): Promise<void>;
}

export interface PeerOptions {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly wishes: readonly Wish[];
  /** Portwatch finds out by itself which ones the user may take. */
  readonly transport?: 'websocket' | 'spdy';
}

/** Forwards that are up, in the order of the wishes. */
export type StartPeer = (options: PeerOptions) => Promise<Peer>;

export const peers: readonly { readonly name: PeerName; readonly start: StartPeer }[] = [
  { name: 'Portwatch', start: startPortwatch },
  { name: 'kubectl 1.35', start: startKubectl },
];

async function startPortwatch({ kubeconfig, namespace, wishes }: PeerOptions): Promise<Peer> {
  const named = wishes.map((wish, index) => [`forward ${String(index)}`, wish] as const);
  const portwatch = await Portwatch.start({ kubeconfig, namespace, forwards: Object.fromEntries(named) });
  await portwatch.connected();
  return {
    name: 'Portwatch',
    forwards: named.map(([alias]) => ({ port: portwatch.port(alias), hasEnded: () => !portwatch.running })),
    pids: [portwatch.pid],
    dispose: () => portwatch.dispose(),
  };
}

/** One process for each forward: kubectl knows no other way. */
export async function startKubectl({ kubeconfig, namespace, wishes, transport }: PeerOptions): Promise<Peer> {
  const kubectl = await Kubectl.start('1.35.2', kubeconfig);
  try {
    const options = { namespace, webSocket: transport !== 'spdy' };
    const started = await Promise.all(wishes.map(({ resource, port }) => kubectl.portForward(resource, port, options)));
    return {
      name: 'kubectl 1.35',
      forwards: started.map(({ port, hasEnded }) => ({ port, hasEnded })),
      pids: started.map(({ pid }) => pid),
      dispose: () => kubectl.dispose(),
    };
  } catch (error) {
    await kubectl.dispose();
    throw error;
  }
}
