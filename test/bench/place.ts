/** Where forwards lead: what every client is told. */
export interface Place {
  /** For whatever clients have to write. Gone with the place. */
  readonly folder: string;
  /** A file. */
  readonly kubeconfig: string;
  /** The processes that answer, as opposed to those that forward. */
  readonly pids: readonly number[];
}
