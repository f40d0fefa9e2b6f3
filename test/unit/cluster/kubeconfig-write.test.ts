import { describe, expect, it } from 'vitest';
import { withTokens } from '../../../src/main/cluster/kubeconfig-write';

const tokens = { userName: 'ada', usedRefreshToken: 'old', idToken: 'id-2', refreshToken: 'new' };

const yaml = (config: string) => `# mine
users:
- name: bob
  user: {auth-provider: {name: oidc, config: {refresh-token: old}}}
- name: ada
  user:
    auth-provider:
      name: oidc   # the office's
      config:
${config}
contexts: []
`;

describe('writing renewed tokens into a kubeconfig', () => {
  it.each<[string, string, string]>([
    [
      'plain',
      '        id-token: id-1 # short\n        refresh-token: old',
      '        id-token: "id-2" # short\n        refresh-token: "new"',
    ],
    [
      'quoted',
      `        refresh-token: 'old'\n        id-token: "id-1"`,
      `        refresh-token: "new"\n        id-token: "id-2"`,
    ],
    ['alone', '        refresh-token: old', '        refresh-token: "new"'],
  ])('changes only those of that user, written %s', (_, before, after) => {
    expect(withTokens(yaml(before), tokens)).toBe(yaml(after));
  });

  it('keeps JSON what it is', () => {
    const json = (id: string, refresh: string) =>
      JSON.stringify(
        {
          users: [{ name: 'ada', user: { 'auth-provider': { config: { 'refresh-token': refresh, 'id-token': id } } } }],
        },
        null,
        1,
      );
    expect(withTokens(json('id-1', 'old'), tokens)).toBe(json('id-2', 'new'));
  });

  it.each<[string, string]>([
    ['another refresh token is there by now', yaml('        refresh-token: other')],
    ['there is none', yaml('        id-token: id-1')],
    ['it is written over several lines', yaml('        refresh-token: |-\n          old')],
    ['the user is gone', 'users: []'],
    ['there are no users', 'contexts: []'],
    ['it is half written', 'users: ['],
    ['it is empty', ''],
  ])('does nothing when %s', (_, source) => {
    expect(withTokens(source, tokens)).toBeNull();
  });
});
