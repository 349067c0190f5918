// What the program prints once it listens: Python's line, for programs to read, and more for people.

import { bannerLine, serverUrl } from "../server/banner-line.ts";

const CYAN = "\x1b[36m";
const DEFAULT_COLOR = "\x1b[39m";

/** Where the server listens, and who reads its output. */
export interface BannerFacts {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** The path in the addresses for people, without its leading slash: `base`, and the name of a single file. */
  readonly path: string;
  /** True if people read: addresses follow the first line. */
  readonly isTerminal: boolean;
  readonly isColored: boolean;
  /** The machine's addresses on its networks. */
  readonly networkAddresses: readonly string[];
}

/** Makes the banner. Its first line is the same everywhere. */
export function banner(facts: BannerFacts): string {
  const { host, port, isSecure, isTerminal } = facts;
  const first = `${bannerLine([host, port], isSecure)}\n`;
  return isTerminal ? first + forPeople(facts) : first;
}

function forPeople({ host, port, isSecure, path, isColored, networkAddresses }: BannerFacts): string {
  const isLocal = isLoopback(host);
  const isEverywhere = host === "::" || host === "0.0.0.0";
  const networkHosts = isEverywhere ? networkAddresses : isLocal ? [] : [host];
  const localHosts = isEverywhere ? ["localhost"] : isLocal ? [host] : [];
  const link = (address: string): string => {
    const url = serverUrl(address, port, isSecure) + path;
    return isColored ? `${CYAN}${url}${DEFAULT_COLOR}` : url;
  };
  const lines = [
    ...localHosts.map((address) => `  Local:    ${link(address)}`),
    ...networkHosts.map((address) => `  Network:  ${link(address)}`),
    ...(isLocal ? [] : ["  Others on the network can connect; with --bind 127.0.0.1 they cannot."]),
  ];
  return `${lines.join("\n")}\n`;
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

/** Lists the machine's addresses on its networks: the IPv4 ones, or where there are none the global IPv6 ones. */
export function networkAddresses(): string[] {
  const external = interfaces().filter(({ internal }) => !internal);
  const addresses = (family: string): string[] =>
    external.filter((address) => address.family === family).map(({ address }) => address);
  const ipv4 = addresses("IPv4");
  return ipv4.length > 0 ? ipv4 : addresses("IPv6").filter((address) => !/^fe[89ab]/i.test(address)); // fe80::/10 needs a zone
}

function interfaces() {
  try {
    return Object.values(process.getBuiltinModule("node:os").networkInterfaces()).flatMap((list) => list ?? []);
  } catch {
    return []; // some systems, Android among them, do not tell; the server works all the same
  }
}
