// The table of options. Parsing, the environment, option files, help, manual page, completions and the README's table all come from it: a
// new option is one entry here.

import type { SymlinkPolicy } from "../files/place.ts";
import { parseCgiUser, parseCgiVariable, type Variable } from "./cgi-values.ts";
import { LIMIT_NAMES, type LimitSetting, parseLimit } from "./limit-setting.ts";
import { GROUPS, type NamedOption, type OptionTable } from "./option.ts";
import { SITE_OPTIONS, type SiteOptions } from "./site-options.ts";
import {
  choiceOf,
  type HeaderField,
  parseDirectory,
  parseFlag,
  parseHeader,
  parseHost,
  parseMediaType,
  parsePath,
  parsePort,
  parseSeconds,
} from "./values.ts";

/** What the options can be set to. */
export interface Options extends SiteOptions {
  readonly port: number;
  /** Empty: all interfaces. */
  readonly bind: string;
  /** Undefined: the working directory. */
  readonly directory: string | undefined;
  readonly symlinks: SymlinkPolicy;
  readonly listing: boolean;
  readonly protocol: "HTTP/1.0" | "HTTP/1.1";
  readonly header: readonly HeaderField[];
  readonly contentType: string;
  readonly limit: readonly LimitSetting[];
  readonly cgi: boolean;
  /** Undefined: nobody if root runs the server, otherwise the user who runs it. */
  readonly cgiUser: string | undefined;
  readonly cgiEnv: readonly Variable[];
  readonly cgiAuthorization: boolean;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly tlsPasswordFile: string | undefined;
  /** The file that options are read from. */
  readonly config: string | undefined;
  readonly quiet: boolean;
  /** Seconds. */
  readonly grace: number;
  readonly completion: "bash" | "zsh" | "fish" | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

const VERSIONS = ["HTTP/1.0", "HTTP/1.1"] as const;

const TABLE: OptionTable<Options> = {
  port: {
    group: "where to listen",
    metavar: "PORT",
    help: "listen on this port; 0 picks a free one",
    default: 8000,
    shownDefault: "8000",
    variable: "PORT",
    parse: parsePort,
  },
  bind: {
    group: "where to listen",
    short: "b",
    metavar: "ADDRESS",
    help: "listen on this address or host name only",
    default: "",
    shownDefault: "all interfaces",
    variable: "HOST",
    otherNames: ["host", "hostname", "address", "listen", "interface"],
    parse: parseHost,
  },
  directory: {
    group: "what to serve",
    short: "d",
    metavar: "DIRECTORY",
    help: "serve this directory",
    default: undefined,
    shownDefault: "the current directory",
    otherNames: ["root", "folder", "path"],
    names: "directory",
    parse: parseDirectory,
  },
  symlinks: {
    group: "what to serve",
    metavar: "{inside,follow,deny}",
    help: "where symbolic links may lead: inside the directory, anywhere, or nowhere",
    default: "inside",
    shownDefault: "inside",
    otherNames: ["follow", "follow-symlinks", "no-symlinks"],
    parse: choiceOf("inside", "follow", "deny"),
  },
  listing: {
    group: "what to serve",
    help: "list directories that have no index page",
    default: true,
    shownDefault: "on",
    otherNames: ["autoindex", "directory-listing", "dir-listing", "indexes", "no-indexes", "no-dir-listing"],
    parse: parseFlag,
  },
  protocol: {
    group: "how to answer",
    short: "p",
    metavar: "VERSION",
    help: "speak HTTP/1.1 or HTTP/1.0; a number here is taken as the port",
    default: "HTTP/1.1",
    shownDefault: "HTTP/1.1",
    strays: { pattern: /^[0-9]+$/, key: "port" },
    choices: VERSIONS,
    parse: choiceOf(...VERSIONS),
  },
  header: {
    group: "how to answer",
    short: "H",
    metavar: "'NAME: VALUE'",
    help: "add this header to all responses except errors, replacing any of the same name; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["headers", "add-header"],
    parse: parseHeader,
  },
  contentType: {
    group: "how to answer",
    metavar: "TYPE",
    help: "the media type of files with an unknown extension",
    default: "application/octet-stream",
    shownDefault: "application/octet-stream",
    otherNames: ["default-type", "default-content-type"],
    parse: parseMediaType,
  },
  ...SITE_OPTIONS,
  limit: {
    group: "how to answer",
    metavar: "NAME=NUMBER",
    help: "change a limit, such as keepAliveMs=5000 or maxConnections=100; `unlimited` removes it; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["timeout", "keep-alive", "max-connections", "limits"],
    choices: LIMIT_NAMES.map((name) => `${name}=`),
    parse: parseLimit,
  },
  cgi: {
    group: "CGI scripts",
    help: "run the files below /cgi-bin and /htbin, and send their output",
    default: false,
    otherNames: ["cgi-bin", "scripts"],
    parse: parseFlag,
  },
  cgiUser: {
    group: "CGI scripts",
    metavar: "USER",
    help: "the user to run scripts as, when the server runs as root",
    default: undefined,
    shownDefault: "nobody",
    otherNames: ["user", "setuid"],
    parse: parseCgiUser,
  },
  cgiEnv: {
    group: "CGI scripts",
    metavar: "NAME[=VALUE]",
    help: "pass this variable to scripts, with the server's own value if none is given; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["env", "setenv"],
    parse: parseCgiVariable,
  },
  cgiAuthorization: {
    group: "CGI scripts",
    help: "pass the Authorization field to scripts, passwords included",
    default: false,
    otherNames: ["pass-authorization"],
    parse: parseFlag,
  },
  tlsCert: {
    group: "HTTPS",
    metavar: "PATH",
    help: "serve HTTPS with this certificate chain (PEM)",
    default: undefined,
    otherNames: ["cert", "ssl-cert", "certfile", "https", "ssl"],
    names: "file",
    parse: parsePath,
  },
  tlsKey: {
    group: "HTTPS",
    metavar: "PATH",
    help: "the certificate's private key, if it is in another file",
    default: undefined,
    otherNames: ["key", "ssl-key", "keyfile"],
    names: "file",
    parse: parsePath,
  },
  tlsPasswordFile: {
    group: "HTTPS",
    metavar: "PATH",
    help: "a file that holds the private key's password",
    default: undefined,
    otherNames: ["ssl-pass", "passphrase", "password-file", "tls-password", "tls-passphrase"],
    names: "file",
    parse: parsePath,
  },
  config: {
    group: "the program",
    metavar: "FILE",
    help: "read options, by their long names, from this JSON file",
    default: undefined,
    otherNames: ["configuration", "conf", "config-file", "options"],
    names: "file",
    parse: parsePath,
  },
  quiet: {
    group: "the program",
    short: "q",
    help: "do not log requests; errors are still logged",
    default: false,
    otherNames: ["silent", "no-log", "no-request-logging"],
    parse: parseFlag,
  },
  grace: {
    group: "the program",
    metavar: "SECONDS",
    help: "how long requests may take to finish after Ctrl-C or SIGTERM; a second one ends them at once",
    default: 10, // what `docker stop` waits for
    shownDefault: "10",
    otherNames: ["grace-period", "shutdown-timeout"],
    parse: parseSeconds,
  },
  completion: {
    group: "the program",
    metavar: "{bash,zsh,fish}",
    help: "print a completion script for this shell and exit",
    default: undefined,
    isAction: true,
    otherNames: ["completions", "generate-completion", "bash-completion"],
    parse: choiceOf("bash", "zsh", "fish"),
  },
  help: {
    group: "the program",
    short: "h",
    help: "show this help and exit",
    default: false,
    isAction: true,
    parse: parseFlag,
  },
  version: {
    group: "the program",
    short: "V",
    help: "show the version and exit",
    default: false,
    isAction: true,
    parse: parseFlag,
  },
};

/** All options, in the order of the help. */
export const OPTIONS: readonly NamedOption[] = Object.entries(TABLE).map(([key, option]) => ({ ...option, key }));

/** The same, grouped under the headings of the help. */
export function optionGroups(): readonly (readonly [heading: string, options: readonly NamedOption[]])[] {
  return GROUPS.map((group) => [group, OPTIONS.filter((option) => option.group === group)]);
}

/** What applies unless something else is said. */
export const DEFAULTS: Options = Object.fromEntries(
  OPTIONS.map((option) => [option.key, option.default]),
) as unknown as Options;
