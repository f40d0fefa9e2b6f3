import { describe, expect, it } from 'vitest';
import { exportForwards } from '../../../../src/main/config/exchange/export-forwards';
import { detectFormat, importText } from '../../../../src/main/config/exchange/import-text';
import { clusterRefOf } from '../../../../src/shared/cluster-ref';
import type { ConfigForward } from '../../../../src/shared/config-schema';
import { type ExchangeFormat, exchangeFormats, type ForwardDraft } from '../../../../src/shared/import-plan';
import { seededRandom } from '../../../support/seeded-random';

function randomDrafts(seed: number): readonly ForwardDraft[] {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const maybe = <T extends object>(value: T): Partial<T> => (random() < 0.3 ? value : {});
  return Array.from({ length: 1 + Math.floor(random() * 8) }, (_, index): ForwardDraft => {
    const kind = pick(['service', 'pod', 'deployment', 'statefulset', 'daemonset', 'replicaset', 'selector']);
    const target =
      kind === 'selector'
        ? { resource: 'pod', selector: 'app in (a, b),tier!=x' }
        : { resource: `${kind}/web-${String(index)}` };
    const forward = {
      ...target,
      port: random() < 0.7 ? 1 + Math.floor(random() * 65_535) : pick(['http', 'grpc-web']),
      localPort: 10_000 + index,
      ...maybe({ alias: pick([`it's "${String(index)}" $x`, `web ${String(index)}`, `ünï 🦊 ${String(index)}`]) }),
      ...maybe({ group: 'databases' }),
      ...maybe({ bindAddress: pick(['127.0.0.2', '::1', '0.0.0.0']) }),
      ...maybe({ autostart: false }),
      ...maybe({ lazy: true }),
      ...maybe({ idleTimeout: '5m' }),
      ...maybe({ onHang: 'notify' as const }),
      ...maybe({ probe: { path: '/healthz' } }),
      ...maybe({ httpLog: true }),
    };
    const contexts = [{ context: 'dev' }, { context: "it's $a (strange) context" }];
    const files = ['/etc/cluster.yaml', "~/it's/mine.yaml"];
    const cluster = { ...pick(contexts), ...(random() < 0.2 ? { kubeconfig: pick(files) } : {}) };
    return { ...cluster, namespace: pick(['shop', 'data']), forward };
  });
}

const names: Readonly<Record<string, keyof ConfigForward>> = { httpLog: 'httpLog' };

/** The forwards that a format keeps, without the keys that its notes say are lost. */
function expressible(drafts: readonly ForwardDraft[], format: ExchangeFormat): readonly ForwardDraft[] {
  const { notes } = exportForwards(drafts, format);
  const whereOf = ({ forward }: ForwardDraft) => {
    const target = forward.resource === 'pod' ? (forward.selector ?? '') : forward.resource;
    return forward.alias ?? `${target} on port ${String(forward.localPort)}`;
  };
  return drafts.flatMap((draft) => {
    const own = notes.filter(({ where }) => where === whereOf(draft));
    if (own.some(({ costsForward }) => costsForward)) return [];
    const lost = new Set(own.map(({ what }) => names[what] ?? what.split(' ')[0]));
    // A service's port keeps its number; only what it means is different.
    const keys = Object.entries(draft.forward).filter(([key]) => key === 'port' || !lost.has(key));
    const { kubeconfig, ...place } = draft;
    const file = kubeconfig === undefined || lost.has('kubeconfig') ? {} : { kubeconfig };
    return [{ ...place, ...file, forward: Object.fromEntries(keys) as ConfigForward }];
  });
}

const sorted = (drafts: readonly ForwardDraft[]) =>
  drafts
    .map(({ forward: { protocol: _tcp, ...forward }, ...draft }) => ({
      ...clusterRefOf(draft),
      namespace: draft.namespace,
      forward,
    }))
    .sort((a, b) => a.forward.localPort - b.forward.localPort);

describe.each(exchangeFormats)('exporting to %s and importing again', (format) => {
  it('gives the same forwards, up to what the notes say is lost', { timeout: 30_000 }, () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const drafts = randomDrafts(seed);
      const { text } = exportForwards(drafts, format);
      const contexts = ['dev', "it's $a (strange) context"].map((name) => ({ name, cluster: name, namespace: null }));
      const back = importText(text, format, { contexts, currentContext: null });
      expect(sorted(back.drafts as readonly ForwardDraft[]), `seed ${String(seed)}`).toEqual(
        sorted(expressible(drafts, format)),
      );
      expect(back.notes.filter(({ costsForward }) => costsForward)).toEqual([]);
    }
  });

  it('writes what is known again for what it is', () => {
    const forward = { resource: 'service/web', port: 80, localPort: 8080 };
    const { text } = exportForwards([{ context: 'dev', namespace: 'shop', forward }], format);
    // A plain file of ours is one of kportal's, too.
    expect(detectFormat(text)).toBe(format === 'portwatch' ? 'kportal' : format);
  });
});
