import type { ExchangeFormat, ForwardDraft } from '../../../shared/import-plan';
import { addForwards } from '../edit-yaml';
import type { Exported } from './export-book';
import { exportKftray } from './kftray-export';
import { exportKportal } from './kportal-export';
import { exportKubeForwarder } from './kube-forwarder-export';
import { exportKubectl } from './kubectl-export';

const exporters: Readonly<Record<ExchangeFormat, (drafts: readonly ForwardDraft[]) => Exported>> = {
  portwatch: (drafts) => ({ text: drafts.length === 0 ? 'contexts: []\n' : addForwards('', drafts), notes: [] }),
  kportal: exportKportal,
  kftray: exportKftray,
  'kube-forwarder': exportKubeForwarder,
  kubectl: exportKubectl,
};

/** The forwards in a format, and what it cannot express of them. */
export function exportForwards(drafts: readonly ForwardDraft[], format: ExchangeFormat): Exported {
  return exporters[format](drafts);
}
