// The one place where the handler class is put together: an option that is off leaves nothing in it.

import type { Socket } from "node:net";
import { resolve } from "node:path";
import { DEFAULT_EXTENSIONS_MAP } from "../files/media-types.ts";
import { AllowedHostsMixin } from "../mixins/allowed-hosts.ts";
import { BasePathMixin } from "../mixins/base-path.ts";
import { CacheMixin, type CacheRule } from "../mixins/cache.ts";
import { ColoredLogMixin } from "../mixins/colored-log.ts";
import { CompressionMixin } from "../mixins/compression.ts";
import { CorsMixin } from "../mixins/cors.ts";
import { IsolateMixin } from "../mixins/isolate.ts";
import { NoDotfilesMixin } from "../mixins/no-dotfiles.ts";
import { NotFoundPageMixin } from "../mixins/not-found-page.ts";
import { QuietMixin } from "../mixins/quiet.ts";
import { ResponseHeadersMixin } from "../mixins/response-headers.ts";
import { SingleFileMixin } from "../mixins/single-file.ts";
import { SpaMixin } from "../mixins/spa.ts";
import { WithholdMixin } from "../mixins/withhold.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import { CGIHTTPRequestHandler } from "../server/cgi-handler.ts";
import { DEFAULT_LIMITS } from "../server/limits.ts";
import type { ListingStyleName } from "../server/listing-handler.ts";
import { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { HandlerMaker } from "../socketserver/handler-maker.ts";
import { currentDirectory } from "./check-directory.ts";
import { cgiLimitsOf } from "./limit-setting.ts";
import type { Settings } from "./read-command.ts";

type HandlerClass = typeof SimpleHTTPRequestHandler;

/** Caches may keep files, but must ask before they use them: no page is stale, and what is unchanged is not sent again. */
const USUAL_CACHE_RULE: CacheRule = { value: "no-cache" };

const ERROR_PAGE_FIELDS: readonly (readonly [name: string, value: string])[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Content-Security-Policy", "default-src 'none'"],
];

/**
 * Makes the function with which the server makes its handlers.
 *
 * Differs from Python: the command speaks HTTP/1.1, sends `Cache-Control: no-cache` with files, has a listing of its own, and
 * forbids all scripts on error pages. `--like python` undoes these.
 */
export function composeHandler(
  settings: Settings,
  hasColoredLog: boolean,
  withheld: readonly string[] = [],
): HandlerMaker<Socket> {
  const placed = withPlaces(withCodings(settings), settings, withheld);
  const answering = withHosts(withFields(placed, settings), settings);
  const Handler = withLog(answering, settings, hasColoredLog);
  const directory = settings.directory ?? currentDirectory();
  return (request, clientAddress, server) => new Handler(request, clientAddress, server, { directory });
}

/**
 * Adds what decides which file is sent. Each mixin is asked before those above it here: the base path is taken off first, so that a
 * dot in it hides nothing; nothing outside it is a route; and what is not a route gets the page for missing files.
 */
function withPlaces(
  base: HandlerClass,
  { file, dotfiles, notFoundPage, spa, base: prefix }: Settings,
  withheld: readonly string[],
): HandlerClass {
  let Handler = base;
  if (withheld.length > 0) Handler = WithholdMixin(Handler, withheld);
  if (file !== undefined) Handler = SingleFileMixin(Handler, file);
  else if (!dotfiles) Handler = NoDotfilesMixin(Handler); // a single file is meant, whatever its name
  if (notFoundPage !== undefined) Handler = NotFoundPageMixin(Handler, notFoundPage);
  if (spa !== undefined) Handler = SpaMixin(Handler, file === undefined ? spa : resolve(file));
  if (prefix !== "/") Handler = BasePathMixin(Handler, prefix);
  return Handler;
}

/** Makes the class that serves files, with what decides in which coding they are sent. */
function withCodings(settings: Settings): HandlerClass {
  const Handler = configure(settings);
  return settings.compress === "off" ? Handler : CompressionMixin(Handler, { onTheFly: settings.compress === "on" });
}

/** Adds fields that keep error pages from being run, or taken for something else: a second wall, as text of the client in them is escaped. */
function withSealedErrors(base: HandlerClass): HandlerClass {
  return class extends base {
    override sendError(
      ...[code, message, explain, fields = []]: Parameters<BaseHTTPRequestHandler["sendError"]>
    ): void {
      super.sendError(code, message, explain, [...fields, ...ERROR_PAGE_FIELDS]);
    }
  };
}

/** Adds header fields. Those of `--header` come last: they replace all others of the same names. */
function withFields(base: HandlerClass, { cache, like, isolate, cors, header }: Settings): HandlerClass {
  const cacheRules = like === "python" ? cache : [USUAL_CACHE_RULE, ...cache];
  let Handler = like === "python" ? base : withSealedErrors(base);
  if (cacheRules.some(({ value }) => value !== undefined)) Handler = CacheMixin(Handler, cacheRules);
  if (isolate) Handler = IsolateMixin(Handler, cors.length > 0 ? "cross-origin" : "same-origin");
  if (cors.length > 0) Handler = CorsMixin(Handler, cors);
  if (header.length > 0) Handler = ResponseHeadersMixin(Handler, header);
  return Handler;
}

/** Adds the check of the host. It is asked before all others: pages of other sites learn nothing. */
function withHosts(Handler: HandlerClass, { allowHost }: Settings): HandlerClass {
  return allowHost.length === 0 ? Handler : AllowedHostsMixin(Handler, allowHost);
}

function withLog(Handler: HandlerClass, { quiet }: Settings, hasColoredLog: boolean): HandlerClass {
  if (quiet) return QuietMixin(Handler);
  return hasColoredLog ? ColoredLogMixin(Handler) : Handler;
}

/** Scripts are below the base path, as files are. */
function withCgi({ cgiUser, cgiEnv, cgiAuthorization, limit, base }: Settings): HandlerClass {
  return class extends CGIHTTPRequestHandler {
    override cgiDirectories = ["cgi-bin", "htbin"].map((name) => base + name);
    override cgiLimits = cgiLimitsOf(limit);
    override cgiUser: string | null = cgiUser ?? "nobody";
    override cgiEnvironment = Object.fromEntries(cgiEnv);
    override cgiPassesAuthorization = cgiAuthorization;
  };
}

function configure(settings: Settings): HandlerClass {
  const { protocol, contentType, symlinks, listing, limit, index, mime, charset, etag, like } = settings;
  const limits = limit.length === 0 ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...Object.fromEntries(limit) };
  const types = mime.length === 0 ? DEFAULT_EXTENSIONS_MAP : { ...DEFAULT_EXTENSIONS_MAP, ...Object.fromEntries(mime) };
  const isPython = like === "python";
  const listingStyle = !listing ? "none" : isPython ? "python" : "auto";
  const Base = settings.cgi ? withCgi(settings) : SimpleHTTPRequestHandler;
  return class extends Base {
    override limits = limits;
    override protocolVersion = protocol;
    override defaultContentType = contentType;
    override symlinks = symlinks;
    override indexPages = index;
    override extensionsMap = types;
    override textCharset = charset;
    override etag = etag;
    override acceptRanges = !isPython;
    override noSniff = !isPython;
    override sharesLooks = true;
    override listing: ListingStyleName = listingStyle;
  };
}
