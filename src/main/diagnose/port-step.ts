import type { ForwardSpec } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import { podPort, type PortChoice, servicePort } from '../cluster/choose-port';
import { failed, type Found, ok, warning } from './finding';
import type { PodGain } from './pod-step';

/** The port of the pod that the forward leads to, and how it was come by. */
export function findPort({ target, port: wanted }: ForwardSpec, { pod, service }: PodGain): Found<number> {
  const mapped: PortChoice =
    target.kind === 'service' && service
      ? servicePort(target.name, service, wanted)
      : typeof wanted === 'number'
        ? { kind: 'port', port: wanted }
        : { kind: 'named', name: wanted };
  const chosen = mapped.kind === 'named' ? podPort(pod, mapped.name) : mapped;
  if (chosen.kind === 'none') return { finding: failed(noPort(chosen.message)), gained: null };
  // A name that was looked up is never named again.
  if (chosen.kind === 'named')
    return { finding: failed(noPort(`There is no port named ${chosen.name}`)), gained: null };
  const { port } = chosen;
  const start = target.kind === 'service' ? `Port ${String(wanted)} of service/${target.name} leads to port` : 'Port';
  const text =
    mapped.kind === 'named' ? `${start} ${mapped.name}, which is ${String(port)}` : `${start} ${String(port)}`;
  const declarer = pod.spec.containers.find(({ ports }) =>
    ports?.some(({ containerPort, protocol }) => containerPort === port && (protocol ?? 'TCP') === 'TCP'),
  );
  if (declarer) return { finding: ok(`${text}: its pod declares it`), gained: port };
  return { finding: warning(`${text}: no container declares it, though it may be open all the same`), gained: port };
}

function noPort(message: string): Problem {
  return { code: 'port-not-found', message, hint: 'Correct the port in the config file.', suspect: 'pod' };
}
