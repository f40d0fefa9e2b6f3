import { pushMethodOf, pushNames, requestNames, type Bridge, type WindowApi } from '../../src/shared/ipc';

/** What the preload script would put into the page, with this behind it. */
export function bridgeTo(api: WindowApi): Bridge {
  // By name, as preload does it: every method takes one argument.
  const methods = api as unknown as Readonly<Record<string, (argument: unknown) => unknown>>;
  const asking = (name: string) => async (payload: unknown) => JSON.stringify(await methods[name]?.(payload));
  const hearing = (name: string) => (listener: (json: string) => void) =>
    methods[name]?.((payload: unknown) => listener(JSON.stringify(payload)));
  const bridge: unknown = {
    requests: Object.fromEntries<unknown>(requestNames.map((name) => [name, asking(name)])),
    pushes: Object.fromEntries<unknown>(pushNames.map(pushMethodOf).map((name) => [name, hearing(name)])),
  };
  return bridge as Bridge;
}
