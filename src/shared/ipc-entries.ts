import type { z } from 'zod';

/** The two kinds of entries of the contract between the window and the main process. */

/** Window to main, with an answer. `payload` is parsed before a handler sees it. */
export interface Request<P extends z.ZodType, A> {
  readonly direction: 'to-main';
  readonly payload: P;
  /** Only a type: answers come from main, which the window trusts. */
  readonly answer?: A;
}

/** Main to window, without an answer. */
export interface Push<P> {
  readonly direction: 'to-window';
  readonly payload?: P;
}

export function request<A>() {
  return <P extends z.ZodType>(payload: P): Request<P, A> => ({ direction: 'to-main', payload });
}

export function push<P>(): Push<P> {
  return { direction: 'to-window' };
}
