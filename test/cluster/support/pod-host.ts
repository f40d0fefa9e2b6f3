/** What a pod's specification says of where and what it runs. */
export interface PodRun {
  readonly nodeName?: string;
  readonly containers: readonly object[];
  readonly volumes?: readonly object[];
}

/** What the pod belongs to, so that no controller takes it for its own; null when there are no controllers. */
export interface PodPlan {
  readonly run: PodRun;
  readonly owner: object | null;
}

/** Runs the test programs of pods, however the cluster does that. */
export interface PodHost {
  /** How long a pod may take to be ready, or to be gone, in milliseconds. */
  readonly patienceMs: number;
  /** Sees to what a pod needs before it is created. */
  prepare(name: string): Promise<PodPlan>;
  /** The pod has been deleted. */
  forget(name: string): Promise<void>;
  dispose(): Promise<void>;
}
