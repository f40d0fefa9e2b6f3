import type { Bridge, WindowApi } from '../shared/ipc';

/** The contract as the window uses it: what main says as values, not as the JSON that came. */
export function windowApiOf(bridge: Bridge): WindowApi {
  const requests = Object.entries(bridge.requests).map(([name, ask]) => [
    name,
    // The page has checked that each request goes with its own payload.
    async (payload: never): Promise<unknown> => JSON.parse(await ask(payload)),
  ]);
  const pushes = Object.entries(bridge.pushes).map(([name, subscribe]) => [
    name,
    (listener: (payload: unknown) => void) => subscribe((json) => listener(JSON.parse(json))),
  ]);
  return Object.fromEntries([...requests, ...pushes]) as WindowApi;
}
