// A handler of files that runs those below certain directories.

import { accessSync, constants } from "node:fs";
import { type CgiAuthentication, claimedUser } from "../cgi/authentication.ts";
import { type CgiInfo, collapsePath, findCgiDirectory } from "../cgi/collapse-path.ts";
import { type CgiLimits, DEFAULT_CGI_LIMITS } from "../cgi/limits.ts";
import { systemPath } from "../files/file-name.ts";
import type { FoundDirectory } from "../files/open-inside.ts";
import type { StoredFile } from "../files/stored-file.ts";
import { HTTPError } from "../http/errors.ts";
import type { HTTPMessage } from "../http/message.ts";
import { withOneSlash } from "../http/request-line.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { Origin } from "./cgi-host.ts";
import { leadsToScripts } from "./cgi-protection.ts";
import { CgiRequest } from "./cgi-request.ts";
import { findScript, type ScriptRefusal } from "./cgi-script.ts";
import type { Found } from "./finding-handler.ts";
import type { HTTPServer } from "./http-server.ts";
import { USUAL_METHODS } from "./implemented-methods.ts";
import type { HeadBody } from "./listing-handler.ts";
import type { RequestMethod } from "./parsing-handler.ts";
import { SimpleHTTPRequestHandler } from "./simple-handler.ts";

const CGI_DIRECTORIES: readonly string[] = ["/cgi-bin", "/htbin"];
const NO_VARIABLES: Readonly<Record<string, string>> = Object.freeze({});
const NOT_A_SCRIPT: ScriptRefusal = { status: 501, message: "Can only POST to CGI scripts" };
const NOT_A_FILE: ScriptRefusal = { status: 403, message: "CGI scripts are not served as files" };

/** The extensions of Python's scripts. */
const PYTHON_NAME = /\.pyw?$/i;

/** What a request says of its body: that was for the script it was sent to, not for the page this leads to. */
const BODY_FIELD = /^content-/i;
/** What a client asks for under conditions, or for a part of it: meant is what its method does, and that the script has done (RFC 9110 §13, §14). */
const CONDITION_FIELD = /^(?:if-(?:match|none-match|modified-since|unmodified-since|range)|range)$/i;

/**
 * Serves files, and runs those below `/cgi-bin` and `/htbin` as CGI scripts (Python's `http.server.CGIHTTPRequestHandler`, RFC 3875).
 *
 * Nothing below these directories is ever sent as a file. Scripts run as the user `nobody` when the server runs as root, each in a group of
 * processes of its own, which is ended when the client leaves, the time is up or the server stops.
 *
 * Attributes, to be overridden: `cgiDirectories`, `cgiMethods`, `cgiUser`, `cgiEnvironment`, `cgiWorkingDirectory`,
 * `cgiPassesAuthorization`, `cgiLimits`, `haveFork`. Methods, likewise: `isCgi`, `runCgi`, `isExecutable`, `isPython`,
 * `cgiAuthentication`.
 *
 * Differs from Python: the script's `Status` and `Location` decide about the answer; there the status is 200, always, as it is sent before
 * the script runs. The body is framed as HTTP wants it, so connections can persist.
 */
export class CGIHTTPRequestHandler<Server extends BaseServer = HTTPServer> extends SimpleHTTPRequestHandler<Server> {
  /** Paths of the directories whose files are scripts, sub-directories included. */
  cgiDirectories: readonly string[] = CGI_DIRECTORIES;
  /** The directory of the present script, and what follows it in the target. `isCgi` sets it. */
  cgiInfo: CgiInfo = ["", ""];
  /** False where the system cannot run scripts by their first line (Windows): Python's are given to `python` there. */
  haveFork: boolean = process.platform !== "win32";
  /** Methods that scripts are run for; files know GET and HEAD only. Differs from Python: there it is GET, HEAD and POST. */
  cgiMethods: readonly string[] = USUAL_METHODS;
  /**
   * The user scripts run as when the server runs as root; null: root. Any other server has scripts run as itself.
   *
   * Differs from Python: the user's group takes the place of the server's groups; where there is no such user no script is run.
   */
  cgiUser: string | null = "nobody";
  /** Variables for scripts, before all others. */
  cgiEnvironment: Readonly<Record<string, string>> = NO_VARIABLES;
  /** The directory scripts run in: the server's, as in Python, or their own, as RFC 3875 §7.2 has it. */
  cgiWorkingDirectory: "server" | "script" = "server";
  /** True to give scripts the Authorization field (HTTP_AUTHORIZATION), with the password in it. */
  cgiPassesAuthorization = false;
  /** What scripts may use. To change some: `cgiLimits = { ...DEFAULT_CGI_LIMITS, maxProcesses: 4 }`. */
  cgiLimits: CgiLimits = DEFAULT_CGI_LIMITS;
  /** The target the client asked for, where a script led to the present one. */
  #origin: Origin | undefined;

  /** Finds the method of the request; for a script it may be any of `cgiMethods`. */
  override get method(): RequestMethod | undefined {
    return super.method ?? this.furtherMethod;
  }

  /** Runs the script that is asked for; undefined where none is, or not with this method. */
  get furtherMethod(): RequestMethod | undefined {
    return this.cgiMethods.includes(String(this.command)) && this.isCgi() ? () => this.runCgi() : undefined;
  }

  /** The methods of scripts, where one is asked for, or the server as a whole. */
  get furtherMethods(): readonly string[] {
    return this.path === "*" || this.isCgi() ? this.cgiMethods : [];
  }

  /** Answers POST: by a script, or 501. */
  do_POST(): unknown {
    return this.isCgi() ? this.runCgi() : this.#refuse(NOT_A_SCRIPT);
  }

  /** Lets a client send its body for a script that may be run; tells of any other before it does. */
  override handleExpect100(): boolean | Promise<boolean> {
    const problem = this.#knownProblem();
    if (problem === undefined) return super.handleExpect100();
    this.#refuse(problem);
    return false;
  }

  /** What the method will answer whatever the body is; undefined where that is not known, as of a method of somebody else's. */
  #knownProblem(): ScriptRefusal | undefined {
    const own = CGIHTTPRequestHandler.prototype;
    const isOwn = this.command === "POST" ? this.do_POST === own.do_POST : super.method === undefined;
    if (!isOwn) return undefined;
    if (!this.isCgi()) return this.command === "POST" ? NOT_A_SCRIPT : undefined;
    const script = this.runCgi === own.runCgi ? findScript(this) : undefined;
    return script !== undefined && "status" in script ? script : undefined;
  }

  override sendHead(): HeadBody | Promise<HeadBody> {
    return this.isCgi() ? this.runCgi() : super.sendHead();
  }

  override sendFile(path: string, file: StoredFile): HeadBody | Promise<HeadBody> {
    if (!leadsToScripts(this, path)) return super.sendFile(path, file);
    file.close();
    return this.#refuse(NOT_A_FILE);
  }

  override findSubstitute(path: string): Found {
    return leadsToScripts(this, path) ? undefined : super.findSubstitute(path);
  }

  override listDirectory(path: string, found?: FoundDirectory): HeadBody | Promise<HeadBody> {
    return leadsToScripts(this, path) ? this.#refuse(NOT_A_FILE) : super.listDirectory(path, found);
  }

  #refuse({ status, message }: ScriptRefusal): null {
    this.sendError(status, message);
    return null;
  }

  /**
   * Tells whether the request is for a script, and sets `cgiInfo` then.
   *
   * @throws HTTPError 404 for a path that goes above its root. Differs from Python: there it is an IndexError, and no answer.
   */
  isCgi(): boolean {
    const info = findCgiDirectory(this.#collapsed(), this.cgiDirectories);
    if (info === undefined) return false;
    this.cgiInfo = info;
    return true;
  }

  #collapsed(): string {
    try {
      return collapsePath(this.path);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new HTTPError(404, "File not found");
    }
  }

  /**
   * Runs the script that `cgiInfo` names, and answers with its output, or with an error.
   *
   * @returns null: the answer is complete.
   */
  async runCgi(): Promise<null> {
    const script = findScript(this);
    if ("status" in script) return this.#refuse(script);
    const target = await new CgiRequest(this, script, this.#origin).run();
    if (target !== undefined) await this.#follow(target);
    return null;
  }

  /** Tells whether a file may be executed, as far as the server can tell. */
  isExecutable(path: string): boolean {
    try {
      accessSync(systemPath(path), constants.X_OK);
      return true;
    } catch {
      return false; // not for us
    }
  }

  /** Tells a Python script by its name. */
  isPython(path: string): boolean {
    return PYTHON_NAME.test(path);
  }

  /**
   * Returns AUTH_TYPE and REMOTE_USER: what the client claims, which nobody has checked. A handler that knows its clients overrides it.
   */
  cgiAuthentication(): CgiAuthentication {
    return claimedUser(this.headers.get("Authorization"));
  }

  /** Answers with another page of this server, as if that had been asked for (RFC 3875 §6.2.2). */
  async #follow(target: string): Promise<void> {
    const before = this.#origin;
    const count = (before?.count ?? 0) + 1;
    if (count > this.cgiLimits.maxRedirects) {
      this.logError("CGI script: more than %d redirections, the last one to %s", this.cgiLimits.maxRedirects, target);
      this.sendError(502);
      return;
    }
    this.#origin = { target: before?.target ?? this.path, count };
    this.path = withOneSlash(target);
    const isHead = this.command === "HEAD";
    forgetFields(this.headers, isHead || this.command === "GET");
    this.command = isHead ? "HEAD" : "GET";
    try {
      await (isHead ? this.do_HEAD() : this.do_GET());
    } finally {
      this.#origin = before;
    }
  }
}

/** Drops what of a request's fields is not for the page that a script leads to. A GET that leads to one is a GET of it. */
function forgetFields(headers: HTTPMessage, keepsConditions: boolean): void {
  for (const name of headers.keys()) {
    if (BODY_FIELD.test(name) || (!keepsConditions && CONDITION_FIELD.test(name))) headers.delete(name);
  }
}
