import type { Pod, Service } from './objects';

/** The pod's port, or what a person should know about why there is none. */
export type PortChoice =
  | { readonly kind: 'port'; readonly port: number }
  /** Still to be looked up among the ports of the pod that is chosen. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'none'; readonly message: string };

/** Maps a Service's port, by number or name, to the port of its pods. */
export function servicePort(name: string, { spec }: Service, wanted: number | string): PortChoice {
  const ports = spec.ports ?? [];
  const found = ports.find(({ port, name: portName }) => wanted === (typeof wanted === 'number' ? port : portName));
  if (!found)
    return { kind: 'none', message: `service/${name} has no port ${String(wanted)}; it has ${listed(ports)}` };
  if ((found.protocol ?? 'TCP') !== 'TCP') {
    const message = `Port ${String(wanted)} of service/${name} is ${String(found.protocol)}, which cannot be forwarded`;
    return { kind: 'none', message };
  }
  // Clients of a headless Service connect to its pods' addresses, where nobody translates ports.
  const target = spec.clusterIP === 'None' ? found.port : (found.targetPort ?? found.port);
  if (typeof target === 'number') return { kind: 'port', port: target };
  return /^\d+$/.test(target) ? { kind: 'port', port: Number(target) } : { kind: 'named', name: target };
}

function listed(ports: NonNullable<Service['spec']['ports']>): string {
  const texts = ports.map(({ port, name }) => (name ? `${String(port)} (${name})` : String(port)));
  return texts.length === 0 ? 'none' : texts.join(', ');
}

/** A number is taken as it is; a name is looked up among the ports that the pod's containers declare. */
export function podPort(pod: Pod, wanted: number | string): PortChoice {
  if (typeof wanted === 'number') return { kind: 'port', port: wanted };
  const ports = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(
    (container) => container.ports ?? [],
  );
  const found = ports.find(({ name }) => name === wanted);
  if (found) return { kind: 'port', port: found.containerPort };
  const texts = ports.flatMap(({ name, containerPort }) => (name ? [`${name} (${String(containerPort)})`] : []));
  const has = texts.length === 0 ? 'no port has a name' : `it has ${texts.join(', ')}`;
  return { kind: 'none', message: `Pod ${pod.metadata.name} has no port named ${wanted}; ${has}` };
}
