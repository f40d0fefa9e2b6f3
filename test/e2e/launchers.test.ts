import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChildProgram, firstLine } from '../support/child-program';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');

/** What npm runs for the two commands, on a machine without a display. */
function launch(script: string, ...args: string[]): Promise<ChildProgram> {
  return ChildProgram.start(process.execPath, [join(scripts, script), ...args], {
    environment: { PATH: process.env['PATH'], HOME: tmpdir() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(script: string, ...args: string[]) {
  const program = await launch(script, ...args);
  let stdout = '';
  program.child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  await once(program.child, 'close');
  return { code: program.child.exitCode, stdout, stderr: program.complaints };
}

describe('npm start', () => {
  it("passes on Portwatch's options, its output and its exit code", async () => {
    const help = await run('start.mjs', '--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/^Usage: portwatch/);
    expect(await run('start.mjs', '--headless', '--no-such-option')).toMatchObject({ code: 2, stdout: '' });
  });

  it('runs headless where there is no display, says so beside the output, and passes on the signal to end', async () => {
    const program = await launch('start.mjs', '--demo', '--log-format', 'json');
    try {
      expect(await firstLine(program, program.child.stdout)).toMatch(/^\{"time":".+","event":".+\}$/);
      expect(program.complaints).toContain('There is no display');
      program.child.kill('SIGTERM');
      await program.exited();
      expect(program.child.exitCode).toBe(0);
    } finally {
      await program.dispose();
    }
  });
});

describe('npm test', () => {
  it('names the suites when asked for one that is not there', async () => {
    const answer = await run('test.mjs', 'no-such-suite');
    expect(answer).toMatchObject({ code: 1, stdout: '' });
    expect(answer.stderr).toContain(
      'There is no suite no-such-suite. There are: unit, integration, chaos, e2e, cluster.',
    );
  });
});
