/** Values of which every key takes some. */
const candidates = [
  ...[true, false, 1, 2, 204, '1s', '2s', '20s', '40s', '127.0.0.1', '127.0.0.2', '/a', '/b', 'a', 'b'],
  ...[
    'service/a',
    'service/b',
    'pod',
    'a=b',
    'a=c',
    'tcp',
    '',
    'tcp-dial',
    'data-transfer',
    'http',
    'reconnect',
    'notify',
  ],
  ...['2xx', { path: '/a' }, { path: '/b' }],
];

/** Files in which each key can have an effect: on a service, on pods by a selector, with a probe and without. */
function files() {
  const forward = { resource: 'service/x', port: 80, localPort: 8080 };
  const bySelector = { resource: 'pod', selector: 'x=y', port: 80, localPort: 8080 };
  const probes = [undefined, { method: 'http' }, { failures: 3 }];
  return [forward, bySelector].flatMap((target) =>
    probes.map((probe) => ({
      contexts: [{ name: 'x', namespaces: [{ name: 'x', forwards: [{ ...target, ...(probe ? { probe } : {}) }] }] }],
    })),
  );
}

/**
 * Says of each key of a config file what becomes of what runs when it changes: tried out with the program's own parts, so that it
 * is what they do. `place`: the blocks that it is in, as in `blocksAt`.
 */
export function whenChanged({ readConfig, diffConfig, blocksAt }, place, key) {
  const schema = blocksAt.get(place).shape[key];
  const values = candidates.filter((value) => schema.safeParse(value).success);
  const found = new Set();
  for (const file of files()) {
    const configs = values.flatMap((value) => {
      const result = readConfig('portwatch.yaml', JSON.stringify(withKey(file, place, key, value)));
      return result.kind === 'loaded' && result.specs.length > 0 ? [result] : [];
    });
    for (const [at, after] of configs.slice(1).entries()) found.add(effectOf(diffConfig(configs[at], after)));
  }
  if (found.size === 0) return blocksAt.has(place === '' ? key : `${place}.${key}`) ? 'as below' : '';
  return words.find(([effect]) => found.has(effect))[1];
}

/** From the gravest. */
const words = [
  ['rebind', 'another port'],
  ['reconnect', 'another tunnel'],
  ['autostart', 'starts, or stops'],
  ['lanes', 'for what starts later'],
  ['watchdog', 'at once'],
  ['care', 'at once'],
  ['relabel', 'at once'],
  ['nothing', 'nothing'],
];

function effectOf({ forwards, settings }) {
  const [change] = forwards.changed;
  if (settings.length > 0) return settings[0];
  if (change === undefined) return forwards.added.length > 0 ? 'reconnect' : 'nothing';
  return change.keys.includes('autostart') ? 'autostart' : change.effect;
}

/** The file with one more key at that place. */
function withKey(file, place, key, value) {
  const copy = structuredClone(file);
  let block = copy;
  for (const step of place === '' ? [] : place.split('.')) {
    block[step] ??= step === 'probe' ? { method: 'http' } : {};
    block = Array.isArray(block[step]) ? block[step][0] : block[step];
  }
  block[key] = value;
  return copy;
}
