import { z } from 'zod';
import { probeMethods } from './upkeep';

/**
 * What a config file may hold: kportal's shape, plus Portwatch's optional keys. The one source for checking a file,
 * for its types and for the JSON Schema that editors use. Messages go on from "port is 70000: it …".
 */

const nameMessage = 'must be a Kubernetes name: lower-case letters, digits, "-" and "."';
const dnsName = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?';

const portNumberMessage = 'must be a whole number from 1 to 65535';
const portNumber = z.int(portNumberMessage).min(1, portNumberMessage).max(65_535, portNumberMessage);

/** A name has a letter in it: `"8080"` in quotes is a slip, not a name. */
const portMessage = 'must be a whole number from 1 to 65535, without quotes, or the name of a port';
const portName = z.string().regex(/^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, portMessage);
const targetPort = z.union([portNumber, portName], { error: portMessage });

const durationMessage = 'must be a duration with a unit, such as 500ms, 15s or 1m30s';
const duration = z.string(durationMessage).regex(/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/, durationMessage);

const yesOrNo = z.boolean('must be true or false');

/** Text for people and file names: no control characters. */
function text(longest: number) {
  const message = `must be text of 1 to ${String(longest)} characters`;
  return z
    .string(message)
    .min(1, message)
    .max(longest, message)
    .regex(/^\P{Cc}*$/u, message);
}

function list<T extends z.ZodType>(item: T) {
  return z.array(item, 'must be a list').min(1, 'must have at least one entry');
}

function block<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, 'must be a block of keys');
}

export const resourceKinds = ['pod', 'service', 'deployment', 'statefulset', 'daemonset', 'replicaset'] as const;
const resourcePattern = new RegExp(`^(pod|(${resourceKinds.join('|')})/${dnsName})$`);
const resourceMessage = `must be one of ${resourceKinds.join('/NAME, ')}/NAME, or pod with a selector`;

export const httpLogSchema = block({
  enabled: yesOrNo.optional(),
  logFile: text(4_096).optional(),
  filterPath: text(1_000).optional(),
  includeHeaders: yesOrNo.optional(),
  maxBodySize: z.int('must be a whole number of bytes').min(0, 'must not be negative').optional(),
});

const countMessage = 'must be a whole number from 1 to 100';
const count = z.int(countMessage).min(1, countMessage).max(100, countMessage);

const statusMessage = 'must be a status such as 200 or "2xx", or a list of them';
const status = z.union(
  [
    z.int(statusMessage).min(100, statusMessage).max(599, statusMessage),
    z.string(statusMessage).regex(/^[1-5]xx$/, statusMessage),
  ],
  { error: statusMessage },
);

const pathMessage = 'must be a path that begins with /, without spaces';

export const probeSchema = block({
  method: z.enum(probeMethods, `must be ${probeMethods.join(', ').replace(/, (?=[^,]+$)/, ' or ')}`).optional(),
  interval: duration.optional(),
  timeout: duration.optional(),
  failures: count.optional(),
  successes: count.optional(),
  path: z
    .string(pathMessage)
    .max(2_000, pathMessage)
    .regex(/^\/[\x21-\x7e]*$/, pathMessage)
    .optional(),
  status: z
    .union([status, z.array(status).min(1, statusMessage).max(20, statusMessage)], { error: statusMessage })
    .optional(),
});

export const forwardSchema = block({
  resource: z.string(resourceMessage).max(259, resourceMessage).regex(resourcePattern, resourceMessage),
  selector: z.string('must be a label selector, such as app=web').max(1_000, 'is too long').optional(),
  protocol: z.enum(['', 'tcp'], 'must be tcp: nothing else can be forwarded').optional(),
  port: targetPort,
  localPort: portNumber,
  alias: text(200).optional(),
  httpLog: z.union([yesOrNo, httpLogSchema], { error: 'must be true, false or a block of keys' }).optional(),
  group: text(200).optional(),
  bindAddress: z
    .union([z.ipv4(), z.ipv6(), z.literal('localhost')], { error: 'must be an IP address of this machine' })
    .optional(),
  autostart: yesOrNo.optional(),
  onHang: z.enum(['reconnect', 'notify'], 'must be reconnect or notify').optional(),
  probe: probeSchema.optional(),
});

export const namespaceSchema = block({
  name: z
    .string(nameMessage)
    .max(253, nameMessage)
    .regex(new RegExp(`^${dnsName}$`), nameMessage),
  forwards: list(forwardSchema),
});

const contextMessage = 'must be the name of a context in your kubeconfig';

export const contextSchema = block({
  name: z.string(contextMessage).min(1, contextMessage).max(253, contextMessage),
  namespaces: list(namespaceSchema),
});

export const healthCheckSchema = block({
  interval: duration.optional(),
  timeout: duration.optional(),
  method: z.enum(['data-transfer', 'tcp-dial'], 'must be data-transfer or tcp-dial').optional(),
  maxConnectionAge: duration.optional(),
  maxIdleTime: duration.optional(),
});

export const reliabilitySchema = block({
  tcpKeepalive: duration.optional(),
  dialTimeout: duration.optional(),
  retryOnStale: yesOrNo.optional(),
  watchdogPeriod: duration.optional(),
});

export const mdnsSchema = block({ enabled: yesOrNo.optional() });

export const watchdogSchema = block({
  poll: duration.optional(),
  check: duration.optional(),
  threshold: duration.optional(),
});

const lanesMessage = 'must be a whole number from 1 to 16';

export const configSchema = block({
  contexts: z.array(contextSchema, 'must be a list'),
  healthCheck: healthCheckSchema.optional(),
  reliability: reliabilitySchema.optional(),
  mdns: mdnsSchema.optional(),
  watchdog: watchdogSchema.optional(),
  lanes: z.int(lanesMessage).min(1, lanesMessage).max(16, lanesMessage).optional(),
});

export type ConfigFile = z.infer<typeof configSchema>;
export type ConfigForward = z.infer<typeof forwardSchema>;
export type ConfigProbe = z.infer<typeof probeSchema>;

/** The keys that may stand at a place, given as its keys without list positions: `contexts.namespaces`. */
export const keysAt: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '': configSchema,
    contexts: contextSchema,
    'contexts.namespaces': namespaceSchema,
    'contexts.namespaces.forwards': forwardSchema,
    'contexts.namespaces.forwards.httpLog': httpLogSchema,
    'contexts.namespaces.forwards.probe': probeSchema,
    healthCheck: healthCheckSchema,
    reliability: reliabilitySchema,
    mdns: mdnsSchema,
    watchdog: watchdogSchema,
  }).map(([place, schema]) => [place, Object.keys(schema.shape)]),
);
