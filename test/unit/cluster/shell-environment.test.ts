import { describe, expect, it } from 'vitest';
import {
  isAnswered,
  loginShellOf,
  mergedEnvironment,
  parseShellAnswer,
  shellQuestion,
  wantsLoginShell,
} from '../../../src/main/cluster/shell-environment';

describe('a login shell', () => {
  it.each([
    ['/bin/bash', ['-i', '-l', '-c']],
    ['/usr/bin/zsh', ['-i', '-l', '-c']],
    ['/usr/local/bin/fish', ['-i', '-l', '-c']],
    ['/bin/sh', ['-i', '-l', '-c']],
    ['/bin/tcsh', ['-i', '-c']],
    ['/usr/bin/pwsh', ['-Login', '-Command']],
  ])('%s is asked with %j', (shell, flags) => {
    const { command, args } = shellQuestion(shell, 'MARK');
    expect(command).toBe(shell);
    expect(args.slice(0, -1)).toEqual(flags);
    expect(args.at(-1)).toMatch(/^\/bin\/sh -c '[^']*'$/);
  });

  it.each<[string, string, Record<string, string> | null]>([
    ['an answer', 'MARKPATH=/a:/b\0HOME=/h\0MARK', { PATH: '/a:/b', HOME: '/h' }],
    ['values with line ends and equal signs', 'MARKA=x\ny=z\0B=\0MARK', { A: 'x\ny=z', B: '' }],
    ['noise around it', 'Welcome!\nA=noise\nMARKA=1\0MARK\nbye', { A: '1' }],
    ['an old env', 'MARKA=1\nB=2\nMARK', { A: '1', B: '2' }],
    ['names that no shell would have', 'MARKA=1\0BASH_FUNC_x%%=() { :; }\0MARK', { A: '1' }],
    ['nothing', '', null],
    ['half an answer', 'MARKA=1\0', null],
    ['an empty answer', 'MARKMARK', null],
    ['only noise', 'A=1\nB=2', null],
  ])('is understood when it gives %s', (_, output, expected) => {
    expect(parseShellAnswer(output, 'MARK')).toEqual(expected);
  });

  it('has answered when the second marker is there', () => {
    expect(['', 'x MARK', 'x MARK A=1 MARK'].map((output) => isAnswered(output, 'MARK'))).toEqual([false, false, true]);
  });

  it.each<[string, NodeJS.ProcessEnv, string | null, string | null]>([
    ['the one in SHELL', { SHELL: '/bin/zsh' }, '/bin/bash', '/bin/zsh'],
    ["the account's", {}, '/bin/bash', '/bin/bash'],
    ['none', {}, null, null],
    ['none for somebody who may not log in', {}, '/usr/sbin/nologin', null],
    ['none for somebody who cannot log in', { SHELL: '/bin/false' }, '/bin/bash', null],
  ])('is %s', (_, environment, account, expected) => {
    expect(loginShellOf(environment, account)).toBe(expected);
  });

  it.each<[string, NodeJS.Platform, boolean, NodeJS.ProcessEnv, boolean]>([
    ['on a desktop', 'linux', false, {}, true],
    ['on a desktop', 'darwin', false, {}, true],
    ['not on Windows', 'win32', false, { PORTWATCH_LOGIN_SHELL: 'on' }, false],
    ['not in a terminal', 'linux', true, {}, false],
    ['in a terminal, where asked for', 'linux', true, { PORTWATCH_LOGIN_SHELL: 'on' }, true],
    ['not where it is turned off', 'linux', false, { PORTWATCH_LOGIN_SHELL: 'off' }, false],
  ])('is asked %s (%s, terminal: %s)', (_, platform, onTerminal, environment, expected) => {
    expect(wantsLoginShell({ platform, onTerminal, environment })).toBe(expected);
  });
});

describe('the environment of plugins', () => {
  it('has what only the shell knows', () => {
    expect(mergedEnvironment({}, { AWS_PROFILE: 'prod' })).toEqual({ AWS_PROFILE: 'prod' });
  });

  it('has what Portwatch was started with, where both know something', () => {
    expect(mergedEnvironment({ KUBECONFIG: '/mine' }, { KUBECONFIG: '/shell' })).toEqual({ KUBECONFIG: '/mine' });
  });

  it('has what the shell knows where ours is empty', () => {
    expect(mergedEnvironment({ KUBECONFIG: '' }, { KUBECONFIG: '/shell' })).toEqual({ KUBECONFIG: '/shell' });
  });

  it("has the shell's folders of PATH before ours, each once", () => {
    const merged = mergedEnvironment({ PATH: '/usr/bin:/bin:/snap/bin' }, { PATH: '/home/ada/bin:/usr/bin::/bin' });
    expect(merged).toEqual({ PATH: '/home/ada/bin:/usr/bin:/bin:/snap/bin' });
  });

  it('has nothing of what a shell says about itself', () => {
    const shells = { SHLVL: '1', PWD: '/', OLDPWD: '/', _: '/bin/env', PORTWATCH_RESOLVING_ENVIRONMENT: '1', A: '1' };
    expect(mergedEnvironment({ PWD: '/mine' }, shells)).toEqual({ PWD: '/mine', A: '1' });
  });
});
