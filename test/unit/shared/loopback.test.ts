import { describe, expect, it } from 'vitest';
import { isLoopback, othersMayReach } from '../../../src/shared/loopback';

describe('whether only this computer reaches an address', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost'])(
    '%s: yes',
    (address) => {
      expect([isLoopback(address), othersMayReach(address)]).toEqual([true, false]);
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.4', 'fe80::1', '128.0.0.1', '::2'])('%s: no', (address) => {
    expect([isLoopback(address), othersMayReach(address)]).toEqual([false, true]);
  });

  it.each(['', '127.', '10.0.0', 'somewhere'])('"%s" is no address yet', (address) => {
    expect([isLoopback(address), othersMayReach(address)]).toEqual([false, false]);
  });
});
