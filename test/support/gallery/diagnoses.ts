import { type Diagnosis, type DiagnosisStep, newDiagnosis, type StepId, withStep } from '../../../src/shared/diagnosis';
import { pictureTime } from './scenes';

type Change = readonly [StepId, Partial<Omit<DiagnosisStep, 'id'>>];

function ok(id: StepId, tookMs: number, detail: string): Change {
  return [id, { state: 'ok', tookMs, detail }];
}

const begun = newDiagnosis('127.0.0.1:5432', 'orders-db', pictureTime - 4_000);
const through = (...changes: readonly Change[]): Diagnosis =>
  changes.reduce((diagnosis, [id, change]) => withStep(diagnosis, id, change), begun);

const near = [
  ok('local', 2, 'Portwatch listens on 127.0.0.1:5432.'),
  ok('kubeconfig', 11, 'Context prod-eu of /home/mia/.kube/config leads to https://10.20.30.40:6443.'),
];

/** What `Diagnose` shows of orders-db, under way and at its end. */
export const diagnoses = {
  running: through(
    ...near,
    ['credentials', { state: 'warning', tookMs: 184, detail: 'A token from aws eks get-token. It ends in 3 min.' }],
    ['api-server', { state: 'running' }],
  ),
  failed: through(
    ...near,
    ok('credentials', 184, 'A token from aws eks get-token. It ends in 3 h.'),
    [
      'api-server',
      {
        state: 'failed',
        tookMs: 10_004,
        problem: {
          code: 'api-unreachable',
          message: 'The API server of prod-eu cannot be reached: connection timed out after 10 s',
          hint: 'Check the network or VPN, and that kubectl can reach prod-eu.',
          suspect: 'api-server',
        },
      },
    ],
    ...(['permission', 'pod', 'port', 'tunnel', 'app'] as const).map((id): Change => [
      id,
      { state: 'skipped', detail: 'Not looked at, since API server failed.' },
    ]),
  ),
} as const;
