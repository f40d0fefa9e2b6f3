import type { Credential } from '../../../src/shared/credentials';
import type { ForwardState } from '../../../src/shared/forward';
import type { Problem } from '../../../src/shared/problem';
import type { ForwardView, Snapshot } from '../../../src/shared/view';
import { certificate, pictureTime, scenes, unreachable } from './scenes';

const refuses: Problem = {
  code: 'app-refuses',
  message: 'Connected, but the app on port 8080 of the pod refuses connections.',
  hint: 'Check that the application in the pod listens on that port.',
  suspect: 'app',
};

const login: Problem = {
  code: 'login-needed',
  message: 'The log-in to staging has expired.',
  hint: 'Log in again: run any kubectl command against staging.',
  suspect: 'credentials',
};

const path = '/home/mia/.config/portwatch/portwatch.yaml';

const taken: Problem = {
  code: 'port-taken',
  message: 'Port 9092 is taken by java (process 90211).',
  hint: 'Stop that process, or give this forward another localPort.',
  suspect: 'local',
};

const well: Snapshot = scenes.well ?? {
  forwards: [],
  watching: true,
  source: { kind: 'none', path: '' },
  problems: [],
};

const ended: Credential = { kind: 'token', program: '', expiresAt: pictureTime - 20 * 60_000, renewal: 'nobody' };

const ending: readonly Credential[] = [
  { ...ended, expiresAt: pictureTime + 3 * 60 * 60_000 },
  { ...certificate, expiresAt: pictureTime + 3 * 24 * 60 * 60_000, renewal: 'nobody' },
];

/** One of each that is not well, over and over. */
const illStates: readonly ForwardState[] = [
  { kind: 'hung', phase: 'forwarding', since: pictureTime - 19_000, elapsedMs: 15_400, suspect: 'api-server' },
  { kind: 'failed', problem: login },
  { kind: 'active', pod: 'search-5d8c7b9f6d-q2m4z', since: pictureTime - 900_000, transport: 'spdy', ailment: refuses },
  { kind: 'reconnecting', cause: unreachable, attempt: 7, retryAt: pictureTime + 8_400 },
  { kind: 'hung', phase: 'forwarding', since: pictureTime - 64_000, elapsedMs: 15_400, suspect: 'app' },
  { kind: 'failed', problem: taken },
  { kind: 'hung', phase: 'connecting', since: pictureTime - 22_000, elapsedMs: 20_400, suspect: 'credentials' },
  { kind: 'hung', phase: 'forwarding', since: pictureTime - 31_000, elapsedMs: 15_400, suspect: 'lane' },
];

function ill(view: ForwardView, index: number): ForwardView {
  const state = illStates[index % illStates.length] ?? view.state;
  return { ...view, state, restarts: index, beat: state.kind === 'failed' ? null : view.beat };
}

/** Scenes made of the others: what every screen has to stand. */
export const moreScenes: Readonly<Record<string, Snapshot>> = {
  'all-ill': { ...well, forwards: well.forwards.map(ill) },
  production: {
    ...well,
    forwards: well.forwards.map((view) => (view.context === 'prod-eu' ? { ...view, production: true } : view)),
  },
  /** Of prod-eu one has ended; of staging both soon will. */
  credentials: {
    ...well,
    forwards: well.forwards.map((view) => ({ ...view, credentials: view.context === 'prod-eu' ? [ended] : ending })),
  },
  /** Nothing is wrong with the config, but something is with the computer. */
  'full-disk': {
    ...well,
    problems: [
      {
        file: '/home/mia/.config/Portwatch/logs/portwatch.log',
        line: 0,
        column: 0,
        path: '',
        message:
          'The log /home/mia/.config/Portwatch/logs/portwatch.log cannot be written: there is no room left on the disk. Forwards go on; writing is tried again every few seconds.',
        hint: '',
        elsewhere: true,
      },
    ],
  },
  'demo-tried': { ...well, source: { kind: 'demo', reason: 'tried', path } },
  /** A file that lists nothing. */
  nothing: { ...well, forwards: [] },
  /** Main does not answer: see `stage.ts`. */
  lost: well,
};
