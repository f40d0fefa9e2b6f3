import { describe, expect, it } from 'vitest';
import { canICommand, judgePermissions, permissionGain, permissionsFor } from '../../../src/main/diagnose/permissions';
import { specOf } from '../../support/forwards';

const spec = specOf({ context: 'prod eu', namespace: 'shop', target: { kind: 'deployment', name: 'web' } });

/** Everything allowed but these, named as `verb resource/subresource`. */
function answersWithout(...denied: readonly string[]) {
  return permissionsFor(spec.target).map((permission) => {
    const { verb, resource, subresource } = permission;
    const name = `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
    return { permission, isAllowed: !denied.includes(name) };
  });
}

describe('permissions', () => {
  it('are fine when all are there', () => {
    expect(judgePermissions(answersWithout(), spec, undefined)).toMatchObject({
      state: 'ok',
      detail:
        'May get deployments, list pods, create pods/portforward, get pods/portforward, watch pods, get pods in namespace shop',
    });
  });

  it('name the verb that is missing, with a command that checks it', () => {
    const answers = answersWithout('list pods');
    expect(judgePermissions(answers, spec, undefined)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'forbidden',
        message: 'The user of prod eu may not list pods in namespace shop',
        hint: "Ask for that permission. To check it: kubectl --context 'prod eu' -n shop auth can-i list pods",
      },
    });
    expect(permissionGain(answers)).toEqual({ mayFindPods: false, mayOpenTunnels: true });
  });

  it('lack tunnels only when neither verb is there', () => {
    const both = answersWithout('create pods/portforward', 'get pods/portforward');
    expect(permissionGain(both)).toEqual({ mayFindPods: true, mayOpenTunnels: false });
    expect(judgePermissions(both, spec, undefined).problem?.message).toBe(
      'The user of prod eu may not create pods/portforward, get pods/portforward in namespace shop',
    );
    const one = answersWithout('create pods/portforward');
    expect(permissionGain(one).mayOpenTunnels).toBe(true);
    expect(judgePermissions(one, spec, undefined)).toMatchObject({ state: 'warning' });
  });

  it('are worth a warning where watching is not allowed', () => {
    const finding = judgePermissions(answersWithout('watch pods'), spec, undefined);
    expect(finding.state).toBe('warning');
    expect(finding.detail).toContain('May not watch pods. So a pod that goes is noticed only when somebody connects.');
  });

  it('can be pasted into a shell, whatever the names are', () => {
    const permission = {
      verb: 'create',
      group: '',
      resource: 'pods',
      subresource: 'portforward',
      need: 'tunnel',
    } as const;
    const where = { context: "ada's; rm -rf ~", namespace: 'shop' };
    expect(canICommand(permission, where, '/home/ada/kube config')).toBe(
      `kubectl --kubeconfig '/home/ada/kube config' --context 'ada'\\''s; rm -rf ~' -n shop auth can-i create pods --subresource=portforward`,
    );
  });
});
