// What the parts of the CGI handler see of it.

import type { BaseServer } from "../socketserver/base-server.ts";
import type { CGIHTTPRequestHandler } from "./cgi-handler.ts";

/** A handler that runs scripts. */
export type CgiHost = CGIHTTPRequestHandler<BaseServer> & {
  /** What the handler's paths begin with, decoded, where it is told to be below a path. */
  readonly basePath?: string;
};

/** Where a request began that a script has sent elsewhere on this server. */
export interface Origin {
  /** The target the client asked for. */
  readonly target: string;
  /** How many scripts have done so. */
  readonly count: number;
}
