/** The host of a URL, an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** For the request line and for sentences. `hostname` as a URL has it, with brackets. */
export function hostAndPort(hostname: string, port: number): string {
  return `${hostname}:${port}`;
}
