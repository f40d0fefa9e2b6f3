import type { ForwardSpec, Target } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import { type Finding, failed, ok, warning } from './finding';

/** Something that a user may or may not do in a namespace. */
export interface Permission {
  readonly verb: 'get' | 'list' | 'watch' | 'create';
  readonly group: '' | 'apps';
  readonly resource: string;
  readonly subresource: '' | 'portforward';
  /** What is missing without it: nothing works, tunnels do not, or only a comfort is gone. */
  readonly need: 'pods' | 'tunnel' | 'comfort';
}

export interface PermissionAnswer {
  readonly permission: Permission;
  readonly isAllowed: boolean;
}

/** All that forwarding to such a target takes. */
export function permissionsFor(target: Target): readonly Permission[] {
  const pods = { group: '', resource: 'pods', subresource: '' } as const;
  const forward = { ...pods, subresource: 'portforward' } as const;
  return [
    ...ownerPermissions(target),
    { ...pods, verb: 'list', need: 'pods' },
    { ...forward, verb: 'create', need: 'tunnel' },
    { ...forward, verb: 'get', need: 'tunnel' },
    { ...pods, verb: 'watch', need: 'comfort' },
    { ...pods, verb: 'get', need: 'comfort' },
  ];
}

function ownerPermissions(target: Target): readonly Permission[] {
  if (target.kind === 'pod' || target.kind === 'selector') return [];
  const group = target.kind === 'service' ? '' : 'apps';
  return [{ verb: 'get', group, resource: `${target.kind}s`, subresource: '', need: 'pods' }];
}

/** What the API server is asked: may I? */
export function accessReview({ verb, group, resource, subresource }: Permission, namespace: string): object {
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, verb, group, resource, subresource } },
  };
}

/** What is still worth looking at. */
export interface PermissionGain {
  readonly mayFindPods: boolean;
  readonly mayOpenTunnels: boolean;
}

/** Either of the verbs on pods/portforward opens a tunnel, depending on the transport and the server's version. */
export function permissionGain(answers: readonly PermissionAnswer[]): PermissionGain {
  const of = (need: Permission['need']) => answers.filter(({ permission }) => permission.need === need);
  return {
    mayFindPods: of('pods').every(({ isAllowed }) => isAllowed),
    mayOpenTunnels: of('tunnel').some(({ isAllowed }) => isAllowed),
  };
}

export function judgePermissions(
  answers: readonly PermissionAnswer[],
  spec: ForwardSpec,
  kubeconfigPath: string | undefined,
): Finding {
  const { mayFindPods, mayOpenTunnels } = permissionGain(answers);
  const texts = (isAllowed: boolean) =>
    answers.filter((answer) => answer.isAllowed === isAllowed).map(({ permission }) => permissionText(permission));
  const may = texts(true);
  const where = `in namespace ${spec.namespace}`;
  const detail = may.length === 0 ? '' : `May ${may.join(', ')} ${where}`;
  const denied = answers.filter(({ isAllowed }) => !isAllowed).map(({ permission }) => permission);
  if (denied.length === 0) return ok(detail);
  const lacking = denied.filter(({ need }) => (need === 'pods' ? !mayFindPods : need === 'tunnel' && !mayOpenTunnels));
  if (lacking.length > 0) return failed(missing(lacking, spec, kubeconfigPath), detail);
  const consequences = [...new Set(denied.map(consequenceText))].join(' ');
  return warning(`${detail}. May not ${texts(false).join(', ')}. ${consequences}`);
}

function missing(lacking: readonly Permission[], spec: ForwardSpec, kubeconfigPath: string | undefined): Problem {
  const verbs = lacking.map(permissionText).join(', ');
  const commands = lacking.map((permission) => canICommand(permission, spec, kubeconfigPath)).join(' ; ');
  return {
    code: 'forbidden',
    message: `The user of ${spec.context} may not ${verbs} in namespace ${spec.namespace}`,
    hint: `Ask for that permission. To check it: ${commands}`,
    suspect: 'credentials',
  };
}

/** To be pasted into a shell. */
export function canICommand(
  { verb, group, resource, subresource }: Permission,
  { context, namespace }: Pick<ForwardSpec, 'context' | 'namespace'>,
  kubeconfigPath: string | undefined,
): string {
  const what = group === '' ? resource : `${resource}.${group}`;
  const sub = subresource === '' ? [] : [`--subresource=${subresource}`];
  const file = kubeconfigPath === undefined ? [] : ['--kubeconfig', kubeconfigPath];
  const words = ['kubectl', ...file, '--context', context, '-n', namespace, 'auth', 'can-i', verb, what, ...sub];
  return words.map(quoted).join(' ');
}

function permissionText({ verb, resource, subresource }: Permission): string {
  return `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
}

function consequenceText({ need, verb }: Permission): string {
  if (need === 'tunnel') return `Not every transport is open to this user.`;
  return verb === 'watch'
    ? 'So a pod that goes is noticed only when somebody connects.'
    : 'Portwatch can do without that; kubectl port-forward cannot.';
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
