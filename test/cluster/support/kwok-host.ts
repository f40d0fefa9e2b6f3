import { fileURLToPath } from 'node:url';
import type { KubernetesApi } from './kubernetes-api';
import { planKwokPod, portForwardsOf } from './kwok-pod';
import type { PodHost, PodPlan } from './pod-host';
import { type PodPort, podPorts, PodPrograms } from './pod-programs';

const relay = fileURLToPath(new URL('relay.cjs', import.meta.url));

/** No name that could be looked up: dialling it fails at once, with these words, which are containerd's for a dead pod. */
const nowhere = { address: 'failed to find sandbox "4f1b" in store', port: 1 };

/** Pods on kwok's node run nothing; the node leads their ports to programs in this process. */
export class KwokHost implements PodHost {
  readonly patienceMs = 10_000;
  readonly #programs = new Map<string, PodPrograms>();

  constructor(
    private readonly api: KubernetesApi,
    private readonly namespace: string,
  ) {}

  async prepare(name: string): Promise<PodPlan> {
    const programs = await PodPrograms.start(name, 'free-ports');
    this.#programs.set(name, programs);
    return planKwokPod(this.api, this.namespace, name, forwardsTo(programs), podPorts.http);
  }

  async forget(name: string): Promise<void> {
    // What is still forwarded to it over tunnels that are open hears from now on what containerd would say.
    await this.api.merge(`${portForwardsOf(this.namespace)}/${name}`, { spec: { forwards: [{ target: nowhere }] } });
    await this.#programs.get(name)?.dispose();
    this.#programs.delete(name);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#programs.values()].map((programs) => programs.dispose()));
  }
}

/** Where kwok's node leads each port of a pod. */
function forwardsTo({ addresses }: PodPrograms): readonly object[] {
  const listening = (port: PodPort) => addresses.get(podPorts[port]) ?? 1;
  const target = (port: PodPort) => ({
    ports: [podPorts[port]],
    target: { address: '127.0.0.1', port: listening(port) },
  });
  return [
    target('http'),
    target('greeter'),
    target('exchange'),
    target('nobody'),
    // kwok's own connections know no half-close; a program's input does.
    { ports: [podPorts.untilEnd], command: [process.execPath, relay, String(listening('untilEnd'))] },
  ];
}
