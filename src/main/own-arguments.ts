/** Without the switches that are Electron's. */
export function ownArguments(argv: readonly string[]): string[] {
  return argv.filter((argument) => !isForElectron(argument));
}

/** Switches that Chromium reads itself, among those that launchers and tests really pass. */
function isForElectron(argument: string): boolean {
  return /^--(no-sandbox|inspect|remote-debugging|enable-|disable-|force-|ozone-|user-data-dir|lang=|password-store)/.test(
    argument,
  );
}
