import { z } from 'zod';
import {
  healthCheckSchema,
  httpLogSchema,
  mdnsSchema,
  probeSchema,
  reliabilitySchema,
  watchdogSchema,
} from './config-blocks';
import {
  block,
  duration,
  key,
  list,
  oneOf,
  portNumber,
  required,
  targetPort,
  text,
  urlPath,
  wholeNumber,
  yesOrNo,
} from './config-values';

/**
 * What a config file may hold: kportal's shape, plus Portwatch's optional keys. The one source for checking a file, for
 * its types, for the JSON Schema that editors use (assets/portwatch.schema.json) and for docs/configuration.md.
 */

const nameMessage = 'must be a Kubernetes name: lower-case letters, digits, "-" and "."';
const dnsName = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?';

export const resourceKinds = ['pod', 'service', 'deployment', 'statefulset', 'daemonset', 'replicaset'] as const;
const resourcePattern = new RegExp(`^(pod|(${resourceKinds.join('|')})/${dnsName})$`);
const resourceMessage = `must be one of ${resourceKinds.join('/NAME, ')}/NAME, or pod with a selector`;

const localAddress = z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], {
  error: 'must be an IP address of this machine',
});

/** Keys of a forward that `defaults` may have for all. */
const sharedKeys = {
  httpLog: key(
    z.union([yesOrNo, httpLogSchema], { error: 'must be true, false or a block of keys' }),
    'Of kportal: a log of HTTP requests. Without effect here.',
    { default: false },
  ),
  group: key(text(200), 'Heading in the window and the tray.', {
    whenAbsent: 'the name of the context',
    examples: ['databases'],
  }),
  bindAddress: key(
    localAddress,
    'The local address that is listened on. Others than loopback can be reached by others.',
    {
      default: '127.0.0.1',
      examples: ['127.0.0.2', '::1'],
    },
  ),
  autostart: key(yesOrNo, 'Whether it starts with Portwatch, or only when you start it.', { default: true }),
  lazy: key(yesOrNo, 'Listens at once, and connects when a local connection wants it.', { default: false }),
  idleTimeout: key(
    duration('1s', true),
    'After so long without a local connection the tunnel is closed; the port goes on listening, and the next connection gets another.',
    { whenAbsent: 'never' },
  ),
  onHang: key(oneOf(['reconnect', 'notify']), 'When it hangs: mend it and say so, or say so and wait for your click.', {
    default: 'reconnect',
  }),
  openPath: key(urlPath, 'The path that "Open in browser" opens.', { default: '/', examples: ['/admin?tab=jobs'] }),
  probe: key(
    z.union([z.literal(false), probeSchema], { error: 'must be false or a block of keys' }),
    'Asks the app itself whether it works; `false` where `defaults` has one and this forward should not.',
    { default: false, examples: [{ path: '/healthz' }] },
  ),
  notify: key(yesOrNo, 'Whether notifications tell of it. The window and the tray always do.', { default: true }),
};

export const defaultsSchema = block('Defaults', sharedKeys);

export const forwardSchema = block('Forward', {
  resource: required(
    z.string(resourceMessage).max(259, resourceMessage).regex(resourcePattern, resourceMessage),
    "What is forwarded to: `KIND/NAME`, or `pod` with a `selector`. A pod's name is a prefix of whole parts: `api` is `api-7f9c-x2x4k`, too.",
    { examples: ['service/api', 'pod/orders-db', 'deployment/web', 'pod'] },
  ),
  selector: key(
    z.string('must be a label selector, such as app=web').max(1_000, 'is too long'),
    'A label selector; any ready pod that it matches. Only, and always, with `resource: pod`.',
    { examples: ['app=web,tier!=cache'] },
  ),
  protocol: key(z.enum(['', 'tcp'], 'must be tcp: nothing else can be forwarded'), 'Only TCP can be forwarded.', {
    default: 'tcp',
  }),
  port: required(targetPort, "The port there, a number or a name; of a service, the service's.", {
    examples: [80, 'http'],
  }),
  localPort: required(portNumber, 'The port here. Unique for each `bindAddress`.', { examples: [8080] }),
  alias: key(text(200), 'What the forward is called. Best unique.', {
    whenAbsent: 'the name in `resource`, or the selector',
  }),
  ...sharedKeys,
});

export const namespaceSchema = block('Namespace', {
  name: required(
    z
      .string(nameMessage)
      .max(253, nameMessage)
      .regex(new RegExp(`^${dnsName}$`), nameMessage),
    'A namespace of the cluster.',
    { examples: ['default'] },
  ),
  forwards: required(list(forwardSchema), 'The forwards to it, at least one.'),
});

const contextMessage = 'must be the name of a context in your kubeconfig';

export const contextSchema = block('Context', {
  name: required(text(253, contextMessage), 'A context of your kubeconfig.', { examples: ['staging'] }),
  kubeconfig: key(
    text(4_096, 'must be the path of a file'),
    'The file that the context is looked up in, instead of your own kubeconfig. Relative to this file; `~` is your home folder.',
    { examples: ['~/.kube/customer.yaml', 'clusters/staging.kubeconfig'] },
  ),
  production: key(yesOrNo, 'Marks its forwards in the window, so that nobody mistakes them for others.', {
    default: false,
  }),
  namespaces: required(
    z.array(namespaceSchema, 'must be a list'),
    'Its namespaces; `[]` while there is nothing to forward to it.',
  ),
});

export const configSchema = block('Portwatch configuration', {
  contexts: required(z.array(contextSchema, 'must be a list'), 'Clusters, in them namespaces, in them forwards.'),
  defaults: key(defaultsSchema, 'Values for every forward that leaves them out. A block replaces a whole block.'),
  healthCheck: key(healthCheckSchema, 'How tunnels age, and how forwards with a `probe` ask.'),
  reliability: key(reliabilitySchema, 'How tunnels are opened and kept.'),
  mdns: key(mdnsSchema, 'Of kportal. Without effect here.'),
  watchdog: key(watchdogSchema, 'When a forward counts as hung.'),
  lanes: key(wholeNumber(1, 16), 'Threads that carry the traffic.', { whenAbsent: 'one less than the cores, 1 to 4' }),
});

export type ConfigFile = z.infer<typeof configSchema>;
export type ConfigForward = z.infer<typeof forwardSchema>;
export type ConfigDefaults = z.infer<typeof defaultsSchema>;
export type ConfigProbe = z.infer<typeof probeSchema>;

/** The blocks of a file by their place, given as its keys without list positions: `contexts.namespaces`. */
export const blocksAt: ReadonlyMap<string, z.ZodObject> = new Map(
  Object.entries({
    '': configSchema,
    contexts: contextSchema,
    'contexts.namespaces': namespaceSchema,
    'contexts.namespaces.forwards': forwardSchema,
    'contexts.namespaces.forwards.httpLog': httpLogSchema,
    'contexts.namespaces.forwards.probe': probeSchema,
    defaults: defaultsSchema,
    'defaults.httpLog': httpLogSchema,
    'defaults.probe': probeSchema,
    healthCheck: healthCheckSchema,
    reliability: reliabilitySchema,
    mdns: mdnsSchema,
    watchdog: watchdogSchema,
  }),
);

/** The keys that may stand at a place. */
export const keysAt: ReadonlyMap<string, readonly string[]> = new Map(
  [...blocksAt].map(([place, schema]) => [place, Object.keys(schema.shape)]),
);
