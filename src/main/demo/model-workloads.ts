import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Deployment, Pod, ReplicaSet } from './model-objects';
import { isReady, isTerminating, pendingPod, runningPod, terminatingPod } from './model-pods';
import {
  type Birth,
  demoApps,
  deploymentObject,
  namespaceObject,
  replicaSetObject,
  serviceObject,
} from './model-scene';
import type { ObjectStore } from './model-store';

/** How long pods take, in milliseconds. */
export interface PodTimes {
  /** From being created to running. */
  readonly startMs: number;
  /** From running to ready. */
  readonly readyMs: number;
  /** From being told to end to being gone, unless said otherwise. */
  readonly terminatingMs: number;
}

/** Where chance and the outside come in. */
export interface WorkloadOutside {
  /** A number in [0, 1). */
  random(): number;
  uid(): string;
  /** Starts a pod's programs; it is not ready before they are. */
  launch(pod: Pod): Promise<void>;
  /** Ends them at once. */
  terminate(pod: Pod): void;
}

/** Letters that Kubernetes uses for random suffixes: none that make words or look like others. */
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

/** The part of the cluster that keeps deployments at their number of pods, and moves pods through their lives. */
export class Workloads implements Disposable {
  readonly #timers = new Set<Disposable>();
  #disposed = false;
  #nextAddress = 10;

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly times: PodTimes,
    private readonly outside: WorkloadOutside,
  ) {}

  /** Fills the cluster. Resolves when every pod is ready. */
  async populate(): Promise<void> {
    for (const name of ['default', ...new Set(demoApps.map((app) => app.namespace))]) {
      this.store.put('namespaces', namespaceObject(name, this.#birth()));
    }
    const pods: Pod[] = [];
    for (const app of demoApps) {
      this.store.put('services', serviceObject(app, this.#birth()));
      const deployment = this.store.put('deployments', deploymentObject(app, this.#birth()));
      const set = this.store.put('replicasets', replicaSetObject(deployment, this.#letters(10), this.#birth()));
      for (let count = 0; count < app.replicas; count += 1) pods.push(this.#create(set));
    }
    await Promise.all(pods.map((pod) => this.#run(pod).then(() => this.#makeReady(pod))));
  }

  /**
   * Ends a pod: terminating for `terminatingMs`, then gone. Its deployment makes another at once, which is ready after
   * its usual time. Nothing happens to a pod that is ending already.
   */
  deletePod(pod: Pod, terminatingMs = this.times.terminatingMs): void {
    const current = this.#current(pod);
    if (!current || isTerminating(current)) return;
    this.store.put('pods', terminatingPod(current, this.clock.wallTime(), terminatingMs));
    this.#after(terminatingMs, () => this.#remove(pod));
    this.#reconcile(current);
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#timers) timer.dispose();
    this.#timers.clear();
  }

  #remove(pod: Pod): void {
    this.outside.terminate(pod);
    this.store.remove('pods', pod.metadata.namespace, pod.metadata.name);
    this.#updateStatus(pod);
  }

  /** Brings the pod's replica set back to its number. */
  #reconcile(pod: Pod): void {
    const set = this.#ownerOf(pod);
    if (!set) return;
    const active = this.#podsOf(set).filter((other) => !isTerminating(other)).length;
    for (let missing = set.spec.replicas - active; missing > 0; missing -= 1) {
      const created = this.#create(set);
      this.#after(this.times.startMs, () => void this.#start(created));
    }
    this.#updateStatus(pod);
  }

  async #start(pod: Pod): Promise<void> {
    await this.#run(pod);
    this.#after(this.times.readyMs, () => this.#makeReady(pod));
  }

  #create(set: ReplicaSet): Pod {
    return this.store.put('pods', pendingPod(set, this.#letters(5), this.#birth()));
  }

  async #run(pod: Pod): Promise<void> {
    await this.outside.launch(pod);
    if (this.#disposed) return;
    const address = `10.244.0.${this.#nextAddress}`;
    this.#nextAddress = this.#nextAddress >= 250 ? 10 : this.#nextAddress + 1;
    this.#change(pod, (current) => runningPod(current, address, this.clock.wallTime(), false));
  }

  #makeReady(pod: Pod): void {
    this.#change(pod, (current) => runningPod(current, current.status.podIP ?? '', this.clock.wallTime(), true));
    this.#updateStatus(pod);
  }

  #change(pod: Pod, change: (current: Pod) => Pod): void {
    const current = this.#current(pod);
    if (current) this.store.put('pods', change(current));
  }

  #updateStatus(pod: Pod): void {
    const set = this.#ownerOf(pod);
    if (!set) return;
    const pods = this.#podsOf(set).filter((other) => !isTerminating(other));
    const ready = pods.filter(isReady).length;
    const counts = { replicas: pods.length, readyReplicas: ready, availableReplicas: ready };
    const was = set.status;
    if (was.replicas === counts.replicas && was.readyReplicas === counts.readyReplicas) return;
    this.store.put('replicasets', { ...set, status: { ...set.status, ...counts } });
    const deployment = this.#deploymentOf(set);
    if (!deployment) return;
    this.store.put('deployments', {
      ...deployment,
      status: { ...deployment.status, ...counts, updatedReplicas: pods.length },
    });
  }

  #ownerOf(pod: Pod): ReplicaSet | undefined {
    const name = pod.metadata.ownerReferences?.[0]?.name ?? '';
    return this.store.get('replicasets', pod.metadata.namespace, name);
  }

  #deploymentOf(set: ReplicaSet): Deployment | undefined {
    const name = set.metadata.ownerReferences?.[0]?.name ?? '';
    return this.store.get('deployments', set.metadata.namespace, name);
  }

  #podsOf(set: ReplicaSet): readonly Pod[] {
    const isOwned = (pod: Pod) => pod.metadata.ownerReferences?.[0]?.uid === set.metadata.uid;
    return this.store.list('pods', set.metadata.namespace).filter(isOwned);
  }

  #current(pod: Pod): Pod | undefined {
    return this.store.get('pods', pod.metadata.namespace, pod.metadata.name);
  }

  #after(ms: number, action: () => void): void {
    if (this.#disposed) return;
    const timer = this.clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }

  #letters(count: number): string {
    const letter = () => suffixLetters[Math.floor(this.outside.random() * suffixLetters.length)] ?? 'x';
    return Array.from({ length: count }, letter).join('');
  }

  #birth(): Birth {
    return { nowMs: this.clock.wallTime(), uid: () => this.outside.uid() };
  }
}
