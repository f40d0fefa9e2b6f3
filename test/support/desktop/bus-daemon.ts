import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../../src/main/base/disposable';
import { ChildProgram, firstLine } from '../child-program';

export interface BusDaemon extends AsyncDisposable {
  /** What belongs into `DBUS_SESSION_BUS_ADDRESS` or `DBUS_SYSTEM_BUS_ADDRESS`. */
  readonly address: string;
}

/**
 * A message bus of one's own. It starts no services, so nothing answers on it but what the test puts there, and its
 * policy lets everyone own every name, as a system bus would not.
 */
export async function startBusDaemon(folder: string, name: string): Promise<BusDaemon> {
  const file = join(folder, `${name}.conf`);
  await writeFile(file, configuration(join(folder, `${name}.sock`)));
  const daemon = await ChildProgram.start('dbus-daemon', [`--config-file=${file}`, '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const address = await firstLine(daemon, daemon.child.stdout);
  return { address, dispose: () => daemon.dispose() };
}

function configuration(socket: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
