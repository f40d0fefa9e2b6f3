/** The network as far as it decides whether connections that are open can still be good. */
export interface NetworkPicture {
  /** `eth0 192.0.2.7/24`: every address by which other machines can be reached. */
  readonly addresses: ReadonlySet<string>;
  /** `eth0 192.0.2.1`: interface and gateway of each default route; empty where that cannot be told. */
  readonly defaultRoutes: ReadonlySet<string>;
}

/** `lost`: there is no network any more. `gained`: there was none before. `changed`: there is another one, or one more. */
export type NetworkChange = 'lost' | 'gained' | 'changed';

/** What `os.networkInterfaces` says of an address. */
export interface InterfaceAddress {
  readonly address: string;
  readonly cidr: string | null;
  readonly internal: boolean;
}

export type Interfaces = Readonly<Record<string, readonly InterfaceAddress[] | undefined>>;

export interface DefaultRoute {
  readonly interface: string;
  readonly gateway: string;
}

/** Made and removed all day by containers and virtual machines. */
const virtualNames =
  /^(docker|veth|br-|cni|cali|flannel|cilium|lxc|lxd|podman|virbr|vnet|vmnet|vboxnet|bridge\d|awdl|llw)/;

/** Link-local addresses come and go with every cable, and lead nowhere beyond it. */
const linkLocal = /^(169\.254\.|fe[89ab])/i;

/** Addresses of containers count only where they carry the default route, as they do inside of one. */
export function pictureOf(interfaces: Interfaces, routes: readonly DefaultRoute[]): NetworkPicture {
  const carriers = new Set(routes.map((route) => route.interface));
  const addresses = Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries
      .filter(({ address, internal }) => !internal && !linkLocal.test(address))
      .filter(() => carriers.has(name) || !virtualNames.test(name))
      .map(({ address, cidr }) => `${name} ${cidr ?? address}`),
  );
  return {
    addresses: new Set(addresses),
    defaultRoutes: new Set(routes.map((route) => `${route.interface} ${route.gateway}`)),
  };
}

/** What has become of the network; null: nothing that matters. */
export function networkChange(before: NetworkPicture, after: NetworkPicture): NetworkChange | null {
  if (before.addresses.size > 0 && after.addresses.size === 0) return 'lost';
  if (before.addresses.size === 0 && after.addresses.size > 0) return 'gained';
  const isSame = isEqual(before.addresses, after.addresses) && isEqual(before.defaultRoutes, after.defaultRoutes);
  return isSame ? null : 'changed';
}

function isEqual(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((entry) => other.has(entry));
}

/** From the text of /proc/net/route and /proc/net/ipv6_route (Linux). */
export function defaultRoutes(route: string, ipv6Route: string): readonly DefaultRoute[] {
  return [...route.split('\n').flatMap(ipv4Default), ...ipv6Route.split('\n').flatMap(ipv6Default)];
}

/** Interface, destination, gateway, flags, reference count, use, metric, mask. */
function ipv4Default(line: string): readonly DefaultRoute[] {
  const [name, destination, gateway, , , , , mask] = line.trim().split(/\s+/);
  if (destination !== '00000000' || mask !== '00000000' || !name || !gateway) return [];
  return [{ interface: name, gateway }];
}

/** Destination, its length, source, its length, gateway, metric, reference count, use, flags, interface. */
function ipv6Default(line: string): readonly DefaultRoute[] {
  const [destination, length, , , gateway, , , , , name] = line.trim().split(/\s+/);
  // The kernel keeps a default route to nowhere on the loopback interface.
  if (!/^0{32}$/.test(destination ?? '') || length !== '00' || !name || name === 'lo' || !gateway) return [];
  return [{ interface: name, gateway }];
}
