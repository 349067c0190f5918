// What the parts of the CGI handler see of it.

import type { BaseServer } from "../socketserver/base-server.ts";
import type { CGIHTTPRequestHandler } from "./cgi-handler.ts";

/** A handler that runs scripts. */
export type CgiHost = CGIHTTPRequestHandler<BaseServer> & {
  /** What the handler's paths begin with, decoded, where it serves everything below a path. */
  readonly basePath?: string;
};

/** The origin of a request that a script has redirected within this server. */
export interface Origin {
  /** The target the client asked for. */
  readonly target: string;
  /** How many scripts have redirected it. */
  readonly count: number;
}
