import type { ConfiguredForward } from './config-text';

/** Forwards to the demo cluster's apps, as a config file would have them. */
export const web: ConfiguredForward = { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 };
export const gateway: ConfiguredForward = {
  alias: 'gateway',
  namespace: 'shop',
  resource: 'service/api-gateway',
  port: 80,
};
export const database: ConfiguredForward = {
  alias: 'database',
  namespace: 'data',
  resource: 'service/orders-db',
  port: 5432,
};
export const reports: ConfiguredForward = {
  alias: 'reports',
  namespace: 'shop',
  resource: 'deployment/slow-reports',
  port: 9090,
};
export const downloads: ConfiguredForward = {
  alias: 'downloads',
  namespace: 'data',
  resource: 'deployment/downloads',
  port: 8081,
};
