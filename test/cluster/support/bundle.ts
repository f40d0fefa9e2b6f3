import { fileURLToPath } from 'node:url';
import { bundleScript } from '../../support/bundle-script';

/** pod-main.ts and all that it needs, as one script for a plain Node. */
export function bundlePodMain(): Promise<string> {
  return bundleScript(fileURLToPath(new URL('pod-main.ts', import.meta.url)));
}
