/** What starts Portwatch: a program and its arguments. */
export type Command = readonly string[];

/** An XDG autostart entry (Desktop Entry Specification 1.5) that starts the program at log-in. */
export function autostartEntry(command: Command): string {
  const lines = ['[Desktop Entry]', 'Type=Application', 'Version=1.5', 'Name=Portwatch'];
  const comment = 'Comment=Keeps Kubernetes port-forwards alive';
  return [...lines, comment, `Exec=${execValue(command)}`, 'Terminal=false', 'StartupNotify=false', ''].join('\n');
}

/** What an autostart entry does: its command as it is written there, and whether it is obeyed at all. */
export interface ReadEntry {
  readonly exec: string;
  readonly isEnabled: boolean;
}

/** Desktops switch an entry off by a key of it, rather than taking it away. */
export function readAutostartEntry(text: string): ReadEntry {
  const values = new Map<string, string>();
  let isEntry = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) isEntry = line.trim() === '[Desktop Entry]';
    const [, key, value] = /^([\w-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (isEntry && key !== undefined && value !== undefined) values.set(key, value.trim());
  }
  const isOff = values.get('Hidden') === 'true' || values.get('X-GNOME-Autostart-enabled') === 'false';
  return { exec: values.get('Exec') ?? '', isEnabled: !isOff && values.has('Exec') };
}

/** The value of `Exec`: each argument quoted where it has to be, and the whole escaped as a value of the file. */
export function execValue(command: Command): string {
  const quoted = command.map((argument) => {
    const literal = argument.replaceAll('%', '%%');
    return /^[\w@%+=:,./-]+$/.test(literal) ? literal : `"${literal.replace(/["`$\\]/g, String.raw`\$&`)}"`;
  });
  return quoted.join(' ').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}
