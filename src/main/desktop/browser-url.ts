import type { ForwardView } from '../../shared/view';

const securePorts = new Set(['443', '8443', 'https']);

/**
 * The forward's own address for a browser: http, or https when the pod's port says so. Null when the address makes
 * no URL of this machine. The path is the one that the config names.
 */
export function browserUrl(view: Pick<ForwardView, 'address' | 'port' | 'openPath'>): string | null {
  const scheme = securePorts.has(view.port) ? 'https' : 'http';
  const address = view.address.replace(/^(127\.0\.0\.1|0\.0\.0\.0|\[::\]):/, 'localhost:');
  const written = /^(?:[\w.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/i.test(address);
  const openPath = view.openPath ?? '/';
  if (!written || !openPath.startsWith('/')) return null;
  try {
    return new URL(`${scheme}://${address}${openPath}`).href;
  } catch {
    return null;
  }
}
