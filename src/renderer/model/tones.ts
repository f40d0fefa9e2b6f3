import type { Shown } from './groups';

/** The class that gives a state its colour (styles/base.css). The shape alone must tell the states apart, too. */
export const stateTone: Readonly<Record<Shown, 'ok' | 'info' | 'warn' | 'bad' | 'off'>> = {
  active: 'ok',
  listening: 'ok',
  starting: 'info',
  reconnecting: 'warn',
  stale: 'warn',
  ailing: 'warn',
  hung: 'bad',
  failed: 'bad',
  stopped: 'off',
};
