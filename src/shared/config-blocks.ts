import { z } from 'zod';
import { block, duration, key, oneOf, text, urlPath, wholeNumber, yesOrNo } from './config-values';
import { probeMethods } from './upkeep';

/** The blocks of a config file that are not forwards. */

export const httpLogSchema = block('HTTP log', {
  enabled: key(yesOrNo, 'Whether HTTP requests are logged.'),
  logFile: key(text(4_096), 'The file that kportal writes them to.'),
  filterPath: key(text(1_000), 'A glob: only requests for such paths.', { examples: ['/api/*'] }),
  includeHeaders: key(yesOrNo, 'Whether headers are logged too.'),
  maxBodySize: key(
    z.int('must be a whole number of bytes').min(0, 'must not be negative'),
    'Bytes of a body that are logged; kportal takes 0 for 1 MiB.',
  ),
});

const statusMessage = 'must be a status such as 200 or "2xx", or a list of them';
const status = z.union(
  [
    z.int(statusMessage).min(100, statusMessage).max(599, statusMessage),
    z.string(statusMessage).regex(/^[1-5]xx$/, statusMessage),
  ],
  { error: statusMessage },
);
const statuses = z.union([status, z.array(status).min(1, statusMessage).max(20, statusMessage)], {
  error: statusMessage,
});

export const probeSchema = block('Probe', {
  method: key(
    oneOf(probeMethods),
    'What is asked: whether the port takes connections, whether the app speaks first, or a GET.',
    { whenAbsent: '`http` with a `path`, else `healthCheck.method`, else `tcp-dial`' },
  ),
  interval: key(duration('1s'), 'From the end of one probe to the next, give or take a tenth.', {
    whenAbsent: '`healthCheck.interval`, else `10s`',
  }),
  timeout: key(duration('100ms'), 'How long the app has to answer.', {
    whenAbsent: '`healthCheck.timeout`, else `2s`',
  }),
  failures: key(wholeNumber(1, 100), 'Failures in a row that make the app ill.', { default: 3 }),
  successes: key(wholeNumber(1, 100), 'Successes in a row that make it well again.', { default: 2 }),
  path: key(urlPath, 'What an HTTP probe asks for.', { default: '/', examples: ['/healthz'] }),
  status: key(statuses, 'Which answers to an HTTP probe are good: one, or a list.', {
    whenAbsent: '200 to 399',
    examples: [204, '2xx', ['2xx', 404]],
  }),
});

export const healthCheckSchema = block('Health check', {
  interval: key(duration('1s'), 'For forwards with a `probe`: how often, where that does not say.', {
    default: '10s',
  }),
  timeout: key(duration('100ms'), 'For forwards with a `probe`: how long the app has to answer.', { default: '2s' }),
  method: key(
    oneOf(['data-transfer', 'tcp-dial']),
    'For forwards with a `probe`: what is asked. It makes no forward probed.',
    { default: 'tcp-dial' },
  ),
  maxConnectionAge: key(duration('1s', true), 'A tunnel older than this is replaced.', { whenAbsent: 'never' }),
  maxIdleTime: key(duration('1s', true), 'A tunnel without connections for this long is replaced.', {
    whenAbsent: 'never',
  }),
});

export const reliabilitySchema = block('Reliability', {
  tcpKeepalive: key(
    duration('1s', true),
    'Idle time before TCP keep-alive of connections to the API server; `0s` is off.',
    { default: '30s' },
  ),
  dialTimeout: key(duration('500ms'), 'How long one attempt to open a tunnel may take.', { default: '10s' }),
  retryOnStale: key(yesOrNo, 'Whether a tunnel past its age or idle time is replaced, or only spoken of.', {
    default: true,
  }),
  watchdogPeriod: key(duration('1ms', true), 'Of kportal; without effect here. See `watchdog`.'),
});

export const mdnsSchema = block('mDNS', {
  enabled: key(yesOrNo, 'Of kportal: publishes aliases as host names. Without effect here.', { default: false }),
});

export const watchdogSchema = block('Watchdog', {
  poll: key(duration('1ms'), 'How often every forward is asked for a sign of life.', { default: '5s' }),
  check: key(duration('1ms'), 'How often the answers are looked at.', { default: '5s' }),
  threshold: key(duration('1ms'), 'A forward without progress for this long is hung. At least twice `poll`.', {
    default: '15s',
  }),
});
