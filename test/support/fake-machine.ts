import { type NetworkPicture, pictureOf } from '../../src/main/base/network-picture';
import type { MachineSenses } from '../../src/main/engine/machine-senses';
import type { FakeClock } from './fake-clock';

/** A computer that is as a test says. It is up for as long as its clock runs, sleep included. */
export class FakeMachine implements MachineSenses {
  /** IPv4 addresses of its only interface. */
  addresses = ['192.0.2.7'];
  descriptorsLeft = true;
  sleptMs = 0;

  constructor(private readonly clock: FakeClock) {}

  network(): NetworkPicture {
    const entries = this.addresses.map((address) => ({ address, cidr: `${address}/24`, internal: false }));
    return pictureOf({ wlan0: entries }, []);
  }

  upMs(): number {
    return this.clock.now() + this.sleptMs;
  }

  canOpen(): boolean {
    return this.descriptorsLeft;
  }

  /** Suspended: the monotonic clock stands still meanwhile, as on Linux. */
  suspend(ms: number): void {
    this.sleptMs += ms;
    this.clock.jumpWall(ms);
  }
}
