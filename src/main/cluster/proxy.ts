import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY ask for on the way to `url`, by the rules of Go's
 * `golang.org/x/net/http/httpproxy`, which kubectl follows; null for none.
 */
export function proxyFromEnvironment(url: URL, environment: Environment): string | null {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = valueOf(environment, name);
  if (proxy === '' || isExempt(url, valueOf(environment, 'NO_PROXY'))) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function valueOf(environment: Environment, name: string): string {
  return (environment[name] || environment[name.toLowerCase()] || '').trim();
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || isLoopback(host)) return true;
  return noProxy
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => rule !== '' && matches(rule, host, port));
}

function isLoopback(host: string): boolean {
  return inNetwork(host, '127.0.0.0', 8) || inNetwork(host, '::1', 128);
}

/** One entry of NO_PROXY: `*`, an address, a network, a domain with its subdomains, or only the latter (`.domain`). */
function matches(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  const [network = '', prefix] = rule.split('/', 2);
  if (prefix !== undefined) return inNetwork(host, network, Number(prefix));
  const { name, rulePort } = splitPort(rule);
  if (rulePort !== '' && rulePort !== port) return false;
  if (isIP(name) !== 0) return inNetwork(host, name, isIP(name) === 4 ? 32 : 128);
  const domain = name.replace(/^\*(?=\.)/, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function splitPort(rule: string): { name: string; rulePort: string } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(rule);
  if (bracketed) return { name: bracketed[1] ?? '', rulePort: bracketed[2] ?? '' };
  const [name = '', rulePort = '', ...more] = rule.split(':');
  return more.length > 0 ? { name: rule, rulePort: '' } : { name, rulePort };
}

function inNetwork(host: string, network: string, prefix: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) === 0 || !Number.isInteger(prefix) || prefix > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}
