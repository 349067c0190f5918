// The part of the table of options that is for pages and browsers.

import type { CacheRule } from "../mixins/cache.ts";
import type { EtagPolicy } from "../server/simple-handler.ts";
import { parseCacheRule } from "./cache-setting.ts";
import type { OptionTable } from "./option.ts";
import {
  type MediaTypeSetting,
  parseBase,
  parseCharset,
  parseHostNames,
  parseMediaTypeSetting,
  parseNames,
  parseOrigins,
} from "./site-values.ts";
import { choiceOf, parseFlag, parsePath } from "./values.ts";

/** What these options can be set to. */
export interface SiteOptions {
  /** File names, the best first. */
  readonly index: readonly string[];
  readonly dotfiles: boolean;
  /** Percent-decoded, with slashes at both ends. */
  readonly base: string;
  /** The page for navigations that name no file. */
  readonly spa: string | undefined;
  readonly notFoundPage: string | undefined;
  /** Origins; `*` is any; none: CORS is off. */
  readonly cors: readonly string[];
  readonly isolate: boolean;
  /** Names of hosts, with a dot before them all below them; none: any host is answered. */
  readonly allowHost: readonly string[];
  /** Besides `no-cache` for all. */
  readonly cache: readonly CacheRule[];
  readonly mime: readonly MediaTypeSetting[];
  /** Empty: none. */
  readonly charset: string;
  readonly compress: "on" | "sidecar" | "off";
  readonly etag: EtagPolicy;
  readonly like: "python" | undefined;
}

export const SITE_OPTIONS: OptionTable<SiteOptions> = {
  index: {
    group: "what to serve",
    metavar: "NAMES",
    help: "the files that stand for their directory, with commas between them; `none` for no such files",
    default: ["index.html", "index.htm"],
    shownDefault: "index.html,index.htm",
    otherNames: ["index-file", "index-files", "index-page", "default-file", "no-index"],
    parse: parseNames,
  },
  dotfiles: {
    group: "what to serve",
    help: "serve and list what begins with a dot; with --no-dotfiles nothing of it but .well-known",
    default: true,
    shownDefault: "on",
    otherNames: ["hidden", "dot-files", "show-hidden", "no-hidden", "all", "dotfile"],
    parse: parseFlag,
  },
  base: {
    group: "what to serve",
    metavar: "PATH",
    help: "serve everything below this path, such as /app/; / leads there",
    default: "/",
    shownDefault: "/",
    otherNames: ["base-path", "route-prefix", "prefix", "mount", "public-url", "base-url", "basename"],
    parse: parseBase,
  },
  spa: {
    group: "what to serve",
    metavar: "FILE",
    bareText: "index.html",
    help: "answer navigations that name no file with this file of the directory (index.html if it is left out)",
    default: undefined,
    otherNames: ["single", "fallback", "history", "history-api-fallback", "push-state", "entry-file", "rewrite"],
    names: "page",
    parse: parsePath,
  },
  notFoundPage: {
    name: "404",
    group: "what to serve",
    metavar: "FILE",
    help: "answer 404 with this file of the directory",
    default: undefined,
    otherNames: ["not-found", "not-found-page", "error-page", "404-page", "page404"],
    names: "page",
    parse: parsePath,
  },
  cors: {
    group: "how to answer",
    metavar: "ORIGIN",
    bareText: "*",
    help: "let pages of this origin read everything, those of any if it is left out; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["cross-origin", "allow-origin", "enable-cors", "access-control-allow-origin"],
    parse: parseOrigins,
  },
  isolate: {
    group: "how to answer",
    help: "isolate pages from other origins, so that they may use SharedArrayBuffer",
    default: false,
    otherNames: ["coop", "coep", "coi", "cross-origin-isolation", "cross-origin-isolated", "isolated", "wasm"],
    parse: parseFlag,
  },
  allowHost: {
    group: "how to answer",
    metavar: "NAME",
    help:
      "answer 421 to whoever asks for a host that is neither this name, an address nor localhost; .NAME is all below it, too; " +
      "may be repeated",
    default: [],
    shownDefault: "any host is answered",
    isRepeatable: true,
    otherNames: ["allowed-hosts", "allowed-host", "allow-hosts", "trusted-hosts", "host-check", "server-name", "vhost"],
    parse: parseHostNames,
  },
  cache: {
    group: "how to answer",
    metavar: "SPEC",
    help:
      "how long files may be kept: no-cache, no-store, seconds, immutable, a value of Cache-Control, or off; " +
      "GLOB=SPEC for some files; may be repeated, and the last that fits counts",
    default: [],
    shownDefault: "no-cache",
    isRepeatable: true,
    otherNames: ["no-cache", "no-store", "cache-control", "max-age", "cache-time", "cache-max-age"],
    choices: ["no-cache", "no-store", "immutable", "off"],
    parse: parseCacheRule,
  },
  mime: {
    group: "how to answer",
    metavar: "EXT=TYPE",
    help: "the media type of files with this extension; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["mimetype", "mime-type", "mime-types", "media-type", "type", "types"],
    parse: parseMediaTypeSetting,
  },
  charset: {
    group: "how to answer",
    metavar: "NAME",
    help: "the charset that text files are said to have; `none` says nothing",
    default: "utf-8",
    shownDefault: "utf-8",
    otherNames: ["encoding", "default-charset"],
    parse: parseCharset,
  },
  compress: {
    group: "how to answer",
    metavar: "{on,sidecar,off}",
    bareText: "on",
    help: "send files compressed to those who ask: what lies beside a file as .br, .zst or .gz, else made on the fly; `sidecar` makes none",
    default: "off",
    shownDefault: "off",
    otherNames: ["gzip", "brotli", "compression", "zstd", "precompressed"],
    parse: choiceOf("on", "sidecar", "off"),
  },
  etag: {
    group: "how to answer",
    metavar: "{identity,content,none}",
    help: "what entity tags are made of: the file's size, time and number; its bytes, so that several servers of one folder agree; or nothing",
    default: "identity",
    shownDefault: "identity",
    otherNames: ["etags", "no-etag", "no-etags"],
    parse: choiceOf("identity", "content", "none"),
  },
  like: {
    group: "how to answer",
    metavar: "{python}",
    help:
      "answer as Python's http.server does, where no other option says otherwise: HTTP/1.0, bare types, no entity tags, ranges " +
      "and Cache-Control; links stay inside all the same",
    default: undefined,
    otherNames: ["python", "compat", "compatible", "python-compatible"],
    parse: choiceOf("python"),
  },
};
