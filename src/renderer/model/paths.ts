/** A path as people write it: `~` for the home folder. For display only. */
export function shortPath(path: string): string {
  return path.replace(/^\/(?:root|(?:home|Users)\/[^/]+)(?=\/)/, '~');
}
