import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../src/main/base/clock';
import { LoginShell } from '../../../src/main/cluster/login-shell';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { isAlive } from '../../support/is-alive';

/** What a desktop gives to what it starts. */
const desktop = { PATH: '/usr/bin:/bin', LANG: 'C', EDITOR: 'ours' };

describe.skipIf(process.platform === 'win32')("the login shell's environment", () => {
  let home: string;
  let shells: LoginShell[];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'portwatch-shell-'));
    shells = [];
  });

  afterEach(async () => {
    for (const shell of shells) shell.dispose();
    await rm(home, { recursive: true, force: true });
  });

  function shellOf(SHELL: string, clock: Clock = systemClock): LoginShell {
    const shell = new LoginShell({ clock, own: { ...desktop, HOME: home, SHELL } });
    shells.push(shell);
    return shell;
  }

  /** A shell of the test's own, which is given `-i -l -c COMMAND`. */
  async function scripted(body: string): Promise<string> {
    const path = join(home, 'shell');
    await writeFile(path, `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('has what bash reads on log-in, with line ends in values, after our own', async () => {
    await writeFile(
      join(home, '.bash_profile'),
      `export PATH="$HOME/bin:$PATH" AWS_PROFILE=prod EDITOR=theirs TWO=$'a\\nb=c'\n`,
    );
    const shell = shellOf('/bin/bash');
    const environment = await shell.environment();
    expect(environment).toMatchObject({
      // What the system's own files set stands in between.
      PATH: expect.stringMatching(new RegExp(`^${home}/bin:.*/usr/bin.*/bin$`)) as string,
      AWS_PROFILE: 'prod',
      TWO: 'a\nb=c',
      EDITOR: 'ours',
    });
    expect(environment).not.toHaveProperty('PORTWATCH_RESOLVING_ENVIRONMENT');
    expect(await shell.reported).toMatchObject({ shell: '/bin/bash', problem: null });
  });

  it('has what dash reads on log-in', async () => {
    await writeFile(join(home, '.profile'), 'export KUBECONFIG=/somewhere\n');
    expect(await shellOf('/bin/sh').environment()).toMatchObject({ KUBECONFIG: '/somewhere' });
  });

  it('is found among what the files print, ask and leave running', async () => {
    const profile = `
      echo "Welcome! AWS_PROFILE=noise"; echo "and trouble" >&2
      read -r answer
      sleep 600 & echo $! > ${home}/left
      export AWS_PROFILE=prod
    `;
    await writeFile(join(home, '.bash_profile'), profile);
    const startedAt = performance.now();
    expect(await shellOf('/bin/bash').environment()).toMatchObject({ AWS_PROFILE: 'prod' });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    process.kill(Number(await readFile(join(home, 'left'), 'utf8')));
  });

  it('is asked for once, and only when somebody needs it', async () => {
    const counting = await scripted(`echo run >> ${home}/runs; shift 2; exec /bin/sh "$@"`);
    const shell = shellOf(counting);
    await expect(readFile(join(home, 'runs'))).rejects.toThrow();
    const environments = await Promise.all([shell.environment(), shell.environment()]);
    expect(await shell.environment()).toBe(environments[0]);
    expect(await readFile(join(home, 'runs'), 'utf8')).toBe('run\n');
  });

  it('says to the files that they are read for Portwatch', async () => {
    const early = 'if [ -n "$PORTWATCH_RESOLVING_ENVIRONMENT" ]; then export FAST=1; else exec tmux; fi\n';
    await writeFile(join(home, '.profile'), early);
    expect(await shellOf('/bin/sh').environment()).toMatchObject({ FAST: '1' });
  });

  it.each<[string, string, string]>([
    ['fails', 'exit 7', 'it ended with code 7'],
    ['prints nothing', 'exit 0', 'it printed no environment'],
    ['is another program in the end', 'exec cat', 'it printed no environment'],
  ])('is our own where the shell %s', async (_, body, problem) => {
    const shell = shellOf(await scripted(body));
    expect(await shell.environment()).toMatchObject(desktop);
    expect((await shell.reported).problem).toBe(problem);
  });

  it('is our own where there is no such shell', async () => {
    const shell = shellOf('/no/such/shell');
    expect(await shell.environment()).toMatchObject(desktop);
    expect(await shell.reported).toMatchObject({ shell: '/no/such/shell', problem: 'it cannot be run (ENOENT)' });
  });

  it('is our own after five seconds of a shell that hangs, which is ended with what it started', async () => {
    const clock = new FakeClock();
    const shell = shellOf(await scripted(`sleep 600 & echo $! > ${home}/left; echo noise; wait`), clock);
    const environment = shell.environment();
    const pid = await eventually('the shell to start', async () => {
      const text = await readFile(join(home, 'left'), 'utf8').catch(() => '');
      return text.endsWith('\n') ? Number(text) : undefined;
    });
    await clock.advance(5_000);
    expect(await environment).toMatchObject(desktop);
    expect((await shell.reported).problem).toBe('it did not answer within 5 s');
    await eventually('its child to end', () => (isAlive(pid) ? undefined : true));
    expect(clock.timers).toBe(0);
  });

  it('leaves nothing behind when Portwatch ends meanwhile', async () => {
    const shell = shellOf(await scripted(`echo $$ > ${home}/left; exec sleep 600`));
    const environment = shell.environment();
    const pid = await eventually('the shell to start', async () => {
      const text = await readFile(join(home, 'left'), 'utf8').catch(() => '');
      return text.endsWith('\n') ? Number(text) : undefined;
    });
    shell.dispose();
    await environment;
    await eventually('it to end', () => (isAlive(pid) ? undefined : true));
  });
});
