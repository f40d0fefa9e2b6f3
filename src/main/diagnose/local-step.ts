import { addressText, type ForwardSpec } from '../../shared/forward';
import { type Problem, problemOf } from '../../shared/problem';
import { openListener } from '../worker/listener';
import { findPortOwner, type PortOwner } from '../worker/port-owner';
import { type Finding, failed, type Found, ok } from './finding';
import { isPortwatch } from './portwatch-process';

/**
 * Who should have the local port at this moment: this process; nobody, because the forward does not run; or whoever, as
 * we only came to look.
 */
export type LocalHolder = 'this-process' | 'nobody' | 'whoever';

export interface LocalFacts {
  readonly holder: LocalHolder;
  readonly ownPid: number;
  readonly owner: (PortOwner & { readonly isPortwatch: boolean }) | null;
  /** Why it could not be opened at this moment; null when it could. */
  readonly bindProblem: Problem | null;
}

/** Looks who listens. Nothing is connected to the port, which an app would see; it is opened only when it is free. */
export async function lookAtPort(spec: ForwardSpec, holder: LocalHolder, folder: string): Promise<Found<true>> {
  const found = await findPortOwner(spec.localPort);
  const owner = found ? { ...found, isPortwatch: await isPortwatch(found, folder) } : null;
  const isOurs = owner?.pid === process.pid;
  const bindProblem = holder === 'this-process' && isOurs ? null : await tryToOpen(spec);
  return { finding: judgeLocal(spec, { holder, ownPid: process.pid, owner, bindProblem }), gained: true };
}

async function tryToOpen({ bindAddress, localPort }: ForwardSpec): Promise<Problem | null> {
  try {
    const listener = await openListener(bindAddress, localPort, (socket) => socket.destroy());
    listener.dispose();
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

/** What that means. */
export function judgeLocal(spec: ForwardSpec, { holder, ownPid, owner, bindProblem }: LocalFacts): Finding {
  const where = addressText(spec.bindAddress, spec.localPort);
  if (holder === 'this-process') {
    if (owner?.pid === ownPid) return ok(`${where} is open, by this Portwatch (pid ${String(ownPid)})`);
    if (bindProblem === null) return failed(notOpen(where));
    if (bindProblem.code === 'port-taken' && owner === null)
      return ok(`${where} is open; this system does not tell by whom`);
    return failed(bindProblem);
  }
  if (bindProblem === null) {
    return ok(`${where} is free${holder === 'nobody' ? ': the forward is not running' : ': no Portwatch has it open'}`);
  }
  const isExpected = holder === 'whoever' && bindProblem.code === 'port-taken' && owner?.isPortwatch === true;
  return isExpected ? ok(`${where} is open, by the Portwatch with pid ${String(owner.pid)}`) : failed(bindProblem);
}

function notOpen(where: string): Problem {
  const hint = 'Restart the forward.';
  return {
    code: 'unexpected',
    message: `Nothing listens on ${where}, although the forward runs`,
    hint,
    suspect: 'local',
  };
}
