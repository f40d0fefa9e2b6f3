/** A cluster as forwards name it. */
export interface ClusterRef {
  readonly context: string;
  /** The file that the context is looked up in, as an absolute path; the user's own kubeconfig when absent. */
  readonly kubeconfig?: string;
}

/**
 * The same for all that means one cluster, and for no other: two files may have contexts of the same name. The name of the
 * context where no file is named. Not for people.
 */
export type ClusterId = string;

/** In no name, and in no path. */
const separator = '\0';

export function clusterIdOf({ context, kubeconfig }: ClusterRef): ClusterId {
  return kubeconfig === undefined ? context : `${context}${separator}${kubeconfig}`;
}

export function clusterOf(id: ClusterId): ClusterRef {
  const at = id.indexOf(separator);
  return at === -1 ? { context: id } : { context: id.slice(0, at), kubeconfig: id.slice(at + separator.length) };
}

/** `prod`; `prod (/home/ada/customer.yaml)` where a file is named. */
export function clusterText({ context, kubeconfig }: ClusterRef): string {
  return kubeconfig === undefined ? context : `${context} (${kubeconfig})`;
}

/** The part that names the cluster, of something that knows more. */
export function clusterRefOf({ context, kubeconfig }: ClusterRef): ClusterRef {
  return { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) };
}
