import type { z } from 'zod';

/** T, unless something is in it that JSON does not bring across. A field that is `undefined` arrives as one that is missing. */
type Plain<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends bigint | symbol | Unlisted
      ? never
      : { [K in keyof T]: Plain<T[K]> };
/** What JSON writes as an object without its contents, or as a text that nobody makes a value of again. */
type Unlisted =
  ((...args: never) => unknown) | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ArrayBufferView;
/** What main tells goes as JSON. */
type Told<T> = [T] extends [Plain<T>] ? T : never;

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
  return <P extends z.ZodType>(payload: P): Request<P, Told<A>> => ({ direction: 'to-main', payload });
}

export function push<P>(): Push<Told<P>> {
  return { direction: 'to-window' };
}
