import { dirname, isAbsolute, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { kubeconfigProblem, noSuchContext } from './kubeconfig-problems';

/*
 * client-node's own KubeConfig is not used: it drops tokenFile and most of impersonation, prefers files to inline data,
 * and refuses lists of files that repeat a name, all unlike kubectl.
 */

const text = z.string('must be text').nullish();
const flag = z.boolean('must be true or false').nullish();
const texts = z.array(z.string('must be text'), 'must be a list').nullish();

const contextSchema = z.object({ cluster: text, user: text, namespace: text });

const clusterSchema = z.object({
  server: text,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'proxy-url': text,
  extensions: z.array(z.object({ name: text, extension: z.unknown() })).nullish(),
});

const execSchema = z.object({
  apiVersion: z.string('must be text'),
  command: z.string('must be text').min(1, 'must not be empty'),
  args: texts,
  env: z.array(z.object({ name: z.string(), value: z.string() }), 'must be a list of name and value').nullish(),
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

const userSchema = z.object({
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  exec: execSchema.nullish(),
  'auth-provider': z.object({ name: text, config: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
});

const named = z.array(z.looseObject({ name: z.string() }), 'must be a list of named entries').nullish();
const fileSchema = z.object(
  { contexts: named, clusters: named, users: named, 'current-context': text },
  'must be a block of keys',
);

export type ClusterEntry = z.infer<typeof clusterSchema>;
export type UserEntry = z.infer<typeof userSchema>;
export type ExecEntry = z.infer<typeof execSchema>;

/** An entry as it stands in a file; it is checked only when a forward needs it, so that it harms no other. */
interface RawEntry {
  readonly value: unknown;
  readonly file: string;
}

type Section = 'contexts' | 'clusters' | 'users';

/** One or several kubeconfig files taken together. */
export interface Kubeconfig extends Readonly<Record<Section, ReadonlyMap<string, RawEntry>>> {
  /** Those that were read, in order. */
  readonly files: readonly string[];
}

/** What there is where no file can be read. */
export const emptyKubeconfig: Kubeconfig = { files: [], contexts: new Map(), clusters: new Map(), users: new Map() };

/** All that belongs to one context. Paths are absolute. */
export interface ContextEntry {
  readonly name: string;
  /** As in `ClusterRef`. */
  readonly kubeconfig?: string;
  readonly cluster: ClusterEntry & { readonly server: string };
  readonly userName: string;
  readonly user: UserEntry;
  /** The folder of the file that the user stands in: exec commands with a path are relative to it. */
  readonly userFolder: string;
  /** The file that the user stands in. */
  readonly userFile: string;
}

/** Understands one file. Throws a `ProblemError` that names the file and, for malformed YAML, the line. */
export function parseKubeconfig(source: string, file: string): Kubeconfig {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw kubeconfigProblem(
      `${file} line ${String(line)} is not valid YAML: ${error.message}`,
      'Mend the kubeconfig.',
      error,
    );
  }
  const parsed = fileSchema.safeParse(toValue(document, file) ?? {});
  if (!parsed.success) throw malformed(file, parsed.error);
  const section = (name: Section) =>
    new Map((parsed.data[name] ?? []).map((entry) => [entry.name, { value: entry[name.slice(0, -1)], file }]));
  return { files: [file], contexts: section('contexts'), clusters: section('clusters'), users: section('users') };
}

function toValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw kubeconfigProblem(`${file} is not valid YAML: ${(error as Error).message}`, 'Mend the kubeconfig.', error);
  }
}

/** As kubectl does it: the first file to name something wins. */
export function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  const section = (name: Section) => new Map([...files].reverse().flatMap((file) => [...file[name]]));
  const read = files.flatMap((file) => file.files);
  return { files: read, contexts: section('contexts'), clusters: section('clusters'), users: section('users') };
}

/** Everything about one context, or a `ProblemError` that says what is missing. */
export function contextEntry(kubeconfig: Kubeconfig, name: string): ContextEntry {
  const context = kubeconfig.contexts.get(name);
  if (!context) throw noSuchContext(name, [...kubeconfig.contexts.keys()].sort(), kubeconfig.files);
  const { cluster: clusterName, user: userName } = parseEntry(contextSchema, `Context "${name}"`, context);
  if (!clusterName) throw incomplete(`Context "${name}" names no cluster`, context);
  const cluster = kubeconfig.clusters.get(clusterName);
  if (!cluster) throw incomplete(`Context "${name}" names cluster "${clusterName}", which is not there`, context);
  const clusterEntry = parseEntry(clusterSchema, `Cluster "${clusterName}"`, cluster);
  const { server } = clusterEntry;
  if (!server) throw incomplete(`Cluster "${clusterName}" has no server`, cluster);
  if (!isServer(server))
    throw incomplete(`Cluster "${clusterName}" has the server "${server}", which is no address`, cluster);
  const user = userName ? kubeconfig.users.get(userName) : { value: {}, file: context.file };
  if (!user) throw incomplete(`Context "${name}" names user "${userName ?? ''}", which is not there`, context);
  return {
    name,
    cluster: { ...absolutePaths(clusterEntry, ['certificate-authority'], cluster.file), server },
    userName: userName ?? '',
    user: absolutePaths(
      parseEntry(userSchema, `User "${userName ?? ''}"`, user),
      ['client-certificate', 'client-key', 'tokenFile'],
      user.file,
    ),
    userFolder: dirname(user.file),
    userFile: user.file,
  };
}

function parseEntry<T extends z.ZodType>(schema: T, what: string, { value, file }: RawEntry): z.infer<T> {
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw malformed(`${what} in ${file}`, parsed.error);
  return parsed.data;
}

function malformed(what: string, error: z.ZodError) {
  const [issue] = error.issues;
  const path = issue?.path.join('.') ?? '';
  const reason = `${path === '' ? 'it' : path} ${issue?.message ?? 'is not understood'}`;
  return kubeconfigProblem(`${what} cannot be used: ${reason}`, 'Mend the kubeconfig.');
}

function incomplete(message: string, { file }: RawEntry) {
  return kubeconfigProblem(`${message} (${file})`, 'Mend the kubeconfig, or log in to the cluster again.');
}

function isServer(server: string): boolean {
  try {
    return ['https:', 'http:'].includes(new URL(server).protocol);
  } catch {
    return false;
  }
}

function absolutePaths<T extends object>(entry: T, keys: readonly (keyof T)[], file: string): T {
  const changed = { ...entry };
  for (const key of keys) {
    const path = entry[key];
    if (typeof path === 'string' && path !== '' && !isAbsolute(path)) {
      Object.assign(changed, { [key]: join(dirname(file), path) });
    }
  }
  return changed;
}
