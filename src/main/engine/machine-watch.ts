import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { networkChange, type NetworkChange, type NetworkPicture } from '../base/network-picture';
import { plenty, supplyAfter } from './descriptor-supply';
import type { MachineSenses } from './machine-senses';

/** How often this computer is looked at, in milliseconds. */
const lookMs = 3_000;

/** Clocks are kept right by steps much smaller than this, in milliseconds. */
const smallestSetMs = 1_000;

/** Notices what happens to this computer. One timer; looking takes less than a millisecond. */
export class MachineWatch implements Disposable {
  readonly #onDidChangeNetwork = new Emitter<NetworkChange>();
  readonly onDidChangeNetwork = this.#onDidChangeNetwork.event;
  readonly #onDidSetClock = new Emitter<number>();
  /** By how many milliseconds; negative when it was set back. */
  readonly onDidSetClock = this.#onDidSetClock.event;
  readonly #onDidRunOut = new Emitter<boolean>();
  /** Whether this program is out of file descriptors: true, and later false. */
  readonly onDidRunOut = this.#onDidRunOut.event;
  #network: NetworkPicture;
  #lead: number;
  #descriptors = plenty;
  #timer: Disposable | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly senses: MachineSenses,
  ) {
    this.#network = senses.network();
    this.#lead = this.#currentLead();
  }

  start(): void {
    this.#timer ??= this.clock.setInterval(() => this.look(), lookMs);
  }

  /** At once: somebody has reason to believe that something has changed. */
  look(): void {
    this.#lookAtDescriptors();
    // Without a descriptor the network cannot be seen, which does not mean that there is none.
    if (!this.#descriptors.isOut) this.#lookAtNetwork();
    this.#lookAtClock();
  }

  /** Something could not be opened: it counts as having run out until looks show that it has not, or not any more. */
  noteRunOut(): void {
    this.#noteDescriptors(false);
  }

  dispose(): void {
    this.#timer?.dispose();
    for (const emitter of [this.#onDidChangeNetwork, this.#onDidSetClock, this.#onDidRunOut]) emitter.dispose();
  }

  #lookAtDescriptors(): void {
    this.#noteDescriptors(this.senses.canOpen());
  }

  #noteDescriptors(canOpen: boolean): void {
    const wasOut = this.#descriptors.isOut;
    this.#descriptors = supplyAfter(this.#descriptors, canOpen, this.clock.now());
    const { isOut } = this.#descriptors;
    if (isOut !== wasOut) this.#onDidRunOut.fire(isOut);
  }

  #lookAtNetwork(): void {
    const before = this.#network;
    this.#network = this.senses.network();
    const change = networkChange(before, this.#network);
    if (change !== null) this.#onDidChangeNetwork.fire(change);
  }

  #lookAtClock(): void {
    const before = this.#lead;
    this.#lead = this.#currentLead();
    if (Math.abs(this.#lead - before) >= smallestSetMs) this.#onDidSetClock.fire(this.#lead - before);
  }

  /** By how much the wall clock is ahead of the time that this computer has been up. Sleep does not change it. */
  #currentLead(): number {
    return this.clock.wallTime() - this.senses.upMs();
  }
}
