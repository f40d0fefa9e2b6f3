import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { type Interfaces, type NetworkChange, pictureOf } from '../../../src/main/base/network-picture';
import { machineSenses } from '../../../src/main/engine/machine-senses';
import { MachineWatch } from '../../../src/main/engine/machine-watch';

const mayMake = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(mayMake)('the network of this computer', () => {
  // A namespace of its own, so that nothing else on this computer notices.
  const name = `portwatch-${String(process.pid)}`;
  const ip = (...args: string[]) => execFileSync('ip', ['-n', name, ...args]);

  beforeEach(() => execFileSync('ip', ['netns', 'add', name]));
  afterEach(() => execFileSync('ip', ['netns', 'delete', name]));

  /** An interface with something at its other end. */
  function device(called: string): readonly string[] {
    const peer = `veth-${called}`;
    return [`link add ${called} type veth peer name ${peer}`, `link set ${peer} up`, `link set ${called} up`];
  }

  /** As a program in the namespace sees it. */
  function interfaces(): Interfaces {
    const script = 'process.stdout.write(JSON.stringify(require("os").networkInterfaces()))';
    const text = execFileSync('ip', ['netns', 'exec', name, process.execPath, '-e', script]).toString();
    return JSON.parse(text) as Interfaces;
  }

  it('is seen to come, to change with a VPN, not with containers, and to go', () => {
    const senses = { ...machineSenses, network: () => pictureOf(interfaces(), []) };
    const watch = new MachineWatch(systemClock, senses);
    const told: NetworkChange[] = [];
    watch.onDidChangeNetwork((change) => told.push(change));
    const step = (...commands: readonly string[]) => {
      for (const command of commands) ip(...command.split(' '));
      watch.look();
      return told.splice(0);
    };
    expect(step('link set lo up')).toEqual([]);
    expect(step(...device('eth7'))).toEqual([]);
    expect(step('address add 192.0.2.7/24 dev eth7')).toEqual(['gained']);
    expect(step(...device('docker0'), 'address add 172.17.0.1/16 dev docker0')).toEqual([]);
    expect(step(...device('tun7'), 'address add 10.8.0.2/24 dev tun7')).toEqual(['changed']);
    expect(step('link set tun7 down')).toEqual(['changed']);
    expect(step('link set eth7 down')).toEqual(['lost']);
    expect(step()).toEqual([]);
    watch.dispose();
  });
});
