/**
 * Imported first by every launcher: says what is wrong when Node is too old, before anything newer is used.
 * So this file, and whatever is parsed with it, keeps to what Node 14 can read.
 */
const oldest = [20, 19];
const parts = process.versions.node.split('.').map(Number);

if (parts[0] < oldest[0] || (parts[0] === oldest[0] && parts[1] < oldest[1])) {
  process.stderr.write(
    'Portwatch needs Node.js ' +
      oldest.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      '.\n' +
      'Install a newer one from https://nodejs.org or with your version manager, and try again.\n',
  );
  process.exit(1);
}
