// The authority of a request: uri-host [ ":" port ] (RFC 9110 §7.2, RFC 3986 §3.2.2).

const REG_NAME = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const PORT = /^[0-9]{0,5}$/;
const HEX_GROUP = /^[0-9A-Fa-f]{1,4}$/;
const IP_FUTURE = /^v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/;

/** The largest port number there is (16 bits). */
const MAX_PORT = 65535;

/** Tells whether the text is a valid Host value; the empty one is (RFC 9112 §3.2: a target without authority). */
export function isAuthority(text: string): boolean {
  if (text === "") return true;
  const parts = splitAuthority(text);
  return parts !== undefined && parts.host !== "" && isHost(parts.host) && isPort(parts.port);
}

/** Tells whether the text is what CONNECT asks for: a host that is not empty, a colon and a port (RFC 9112 §3.2.3). */
export function isAuthorityWithPort(text: string): boolean {
  const port = splitAuthority(text)?.port;
  return port !== undefined && port !== "" && isAuthority(text);
}

/** Returns the host of an authority as it is compared: in lower case, without a dot at its end. An IPv6 address keeps its brackets. */
export function hostOf(authority: string): string {
  const host = splitAuthority(authority)?.host ?? authority;
  return host.toLowerCase().replace(/\.$/, "");
}

/** Tells whether a host is an address and not a name. */
export function isAddress(host: string): boolean {
  return IPV4.test(host) || (/^\[.*\]$/.test(host) && isHost(host));
}

/** Splits an authority; an IPv6 address keeps its brackets. Undefined if the brackets do not pair. */
function splitAuthority(text: string): { host: string; port: string | undefined } | undefined {
  const hostEnd = text.startsWith("[") ? text.indexOf("]") + 1 : text.indexOf(":");
  if (text.startsWith("[") && hostEnd === 0) return undefined;
  if (hostEnd < 0 || hostEnd === text.length) return { host: text, port: undefined };
  if (text[hostEnd] !== ":") return undefined;
  return { host: text.slice(0, hostEnd), port: text.slice(hostEnd + 1) };
}

function isPort(port: string | undefined): boolean {
  return port === undefined || (PORT.test(port) && Number(port) <= MAX_PORT);
}

function isHost(host: string): boolean {
  if (!host.startsWith("[")) return REG_NAME.test(host);
  const address = host.slice(1, -1);
  return IP_FUTURE.test(address) || isIPv6(address);
}

/** Tells whether the text is an IPv6 address without a zone (RFC 3986 §3.2.2). */
function isIPv6(address: string): boolean {
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const hasIPv4 = last !== undefined && address.endsWith(last) && IPV4.test(last);
  if (hasIPv4) groups.pop();
  if (!groups.every((group) => HEX_GROUP.test(group))) return false;
  const length = groups.length + (hasIPv4 ? 2 : 0);
  return halves.length === 2 ? length <= 7 : length === 8;
}
