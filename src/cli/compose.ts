// The one place where the handler class is put together: an option that is off leaves nothing in it.

import { ColoredLogMixin } from "../mixins/colored-log.ts";
import { QuietMixin } from "../mixins/quiet.ts";
import { ResponseHeadersMixin } from "../mixins/response-headers.ts";
import { SingleFileMixin } from "../mixins/single-file.ts";
import { DEFAULT_LIMITS } from "../server/limits.ts";
import { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { HandlerMaker } from "../socketserver/handler-maker.ts";
import type { Settings } from "./read-command.ts";

/** What the settings do not say and the terminal does. */
export interface Surroundings {
  readonly hasColoredLog: boolean;
}

/** Makes what the server makes its handlers with. */
export function composeHandler(
  settings: Settings,
  { hasColoredLog }: Surroundings,
): HandlerMaker<import("node:net").Socket> {
  const Handler = composeClass(settings, hasColoredLog);
  const directory = settings.directory ?? process.cwd();
  return (request, clientAddress, server) => new Handler(request, clientAddress, server, { directory });
}

function composeClass(settings: Settings, hasColoredLog: boolean): typeof SimpleHTTPRequestHandler {
  let Handler = configure(settings);
  if (settings.file !== undefined) Handler = SingleFileMixin(Handler, settings.file);
  if (settings.header.length > 0) Handler = ResponseHeadersMixin(Handler, settings.header);
  if (settings.quiet) Handler = QuietMixin(Handler);
  else if (hasColoredLog) Handler = ColoredLogMixin(Handler);
  return Handler;
}

function configure({ protocol, contentType, symlinks, limit }: Settings): typeof SimpleHTTPRequestHandler {
  const limits = limit.length === 0 ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...Object.fromEntries(limit) };
  return class extends SimpleHTTPRequestHandler {
    override limits = limits;
    override protocolVersion = protocol;
    override defaultContentType = contentType;
    override symlinks = symlinks;
  };
}
