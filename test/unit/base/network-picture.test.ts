import { describe, expect, it } from 'vitest';
import {
  defaultRoutes,
  type Interfaces,
  networkChange,
  type NetworkPicture,
  pictureOf,
} from '../../../src/main/base/network-picture';

const loopback = { address: '127.0.0.1', cidr: '127.0.0.1/8', internal: true };
const address = (text: string) => ({ address: text, cidr: `${text}/24`, internal: false });
const wifi: Interfaces = { lo: [loopback], wlan0: [address('192.0.2.7')] };
const route = (name: string, gateway = 'a') => ({ interface: name, gateway });

function changeFrom(before: Interfaces, after: Interfaces, ...routes: [string[], string[]] | []) {
  const [was = [], is = []] = routes;
  const picture = (all: Interfaces, names: string[]): NetworkPicture =>
    pictureOf(
      all,
      names.map((name) => route(name)),
    );
  return networkChange(picture(before, was), picture(after, is));
}

describe('the network', () => {
  it.each<[string, Interfaces]>([
    ['the same', { ...wifi }],
    ['told in another order', { wlan0: wifi['wlan0'], lo: [loopback] }],
    [
      'with another link-local address',
      { ...wifi, wlan0: [address('192.0.2.7'), address('169.254.3.4'), address('fe80::1')] },
    ],
    [
      'with containers that came',
      { ...wifi, docker0: [address('172.17.0.1')], veth12ab: [address('172.17.0.9')], 'br-1': [address('172.18.0.1')] },
    ],
    ['with an interface that has no address', { ...wifi, eth0: [] }],
  ])('has not changed when it is %s', (_what, after) => {
    expect(changeFrom(wifi, after)).toBeNull();
    expect(changeFrom(after, wifi)).toBeNull();
  });

  it.each<[string, Interfaces]>([
    ['another address', { ...wifi, wlan0: [address('198.51.100.7')] }],
    ['another interface', { lo: [loopback], eth0: [address('192.0.2.7')] }],
    ['a VPN more', { ...wifi, utun4: [address('10.8.0.2')] }],
    ['a tunnel device more', { ...wifi, tun0: [address('10.8.0.2')] }],
    ['an IPv6 address more', { ...wifi, wlan0: [address('192.0.2.7'), address('2001:db8::7')] }],
  ])('has changed when there is %s', (_what, after) => {
    expect(changeFrom(wifi, after)).toBe('changed');
    expect(changeFrom(after, wifi)).toBe('changed');
  });

  it('is lost with its last address, and gained with the first', () => {
    const none: Interfaces = { lo: [loopback], docker0: [address('172.17.0.1')], eth0: [address('169.254.1.1')] };
    expect(changeFrom(wifi, none)).toBe('lost');
    expect(changeFrom(none, wifi)).toBe('gained');
    expect(changeFrom(none, none)).toBeNull();
  });

  it('has changed when the default route leads elsewhere', () => {
    expect(changeFrom(wifi, wifi, ['wlan0'], ['tun0'])).toBe('changed');
    const by = (gateway: string) => pictureOf(wifi, [route('wlan0', gateway)]);
    expect(networkChange(by('a'), by('b'))).toBe('changed');
  });

  it('is a bridge of containers, too, where that carries the default route', () => {
    const bridge: Interfaces = { 'br-lan': [address('192.0.2.7')] };
    expect(changeFrom({}, bridge, [], ['br-lan'])).toBe('gained');
  });
});

describe('default routes', () => {
  it('are read from what Linux says', () => {
    const v4 = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      '',
    ].join('\n');
    const nil = '0'.repeat(32);
    const v6 = [
      `${nil} 00 ${nil} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     wlan0`,
      `${nil} 00 ${nil} 00 ${nil} ffffffff 00000001 00000000 00200200       lo`,
      `fd000000000000000000000000000000 40 ${nil} 00 ${nil} 00000100 00000001 00000000 00000001     eth0`,
    ].join('\n');
    expect(defaultRoutes(v4, v6)).toEqual([
      { interface: 'eth0', gateway: '010200C0' },
      { interface: 'wlan0', gateway: 'fe800000000000000000000000000001' },
    ]);
    expect(defaultRoutes('', '')).toEqual([]);
  });
});
