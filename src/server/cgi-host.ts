// What the parts of the CGI handler see of it.

import type { CgiInfo } from "../cgi/collapse-path.ts";
import type { CgiLimits } from "../cgi/limits.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { SimpleHTTPRequestHandler } from "./simple-handler.ts";

/** What is known of the client's name. */
export interface CgiAuthentication {
  /** AUTH_TYPE: the scheme, such as `Basic`. */
  readonly type?: string | undefined;
  /** REMOTE_USER. */
  readonly user?: string | undefined;
}

/** A handler that runs scripts. */
export interface CgiHost extends SimpleHTTPRequestHandler<BaseServer> {
  cgiDirectories: readonly string[];
  cgiInfo: CgiInfo;
  haveFork: boolean;
  cgiUser: string | null;
  cgiEnvironment: Readonly<Record<string, string>>;
  cgiWorkingDirectory: "server" | "script";
  cgiPassesAuthorization: boolean;
  cgiLimits: CgiLimits;
  /** What the handler's paths begin with, decoded, where it is told to be below a path. */
  readonly basePath?: string;
  isExecutable(path: string): boolean;
  isPython(path: string): boolean;
  cgiAuthentication(): CgiAuthentication;
}

/** Where a request began that a script has sent elsewhere on this server. */
export interface Origin {
  /** The target the client asked for. */
  readonly target: string;
  /** How many scripts have done so. */
  readonly count: number;
}
