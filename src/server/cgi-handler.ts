// A handler of files that runs those below certain directories as scripts.

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
import { behind } from "../io/thenable.ts";
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

/** The extensions of Python scripts. */
const PYTHON_NAME = /\.pyw?$/i;

/** Fields about a request's body: that was meant for the script it was sent to, not for the page the script leads to. */
const BODY_FIELD = /^content-/i;
/** Conditions and ranges: they are about what the request's method does, which the script has done already (RFC 9110 §13, §14). */
const CONDITION_FIELD = /^(?:if-(?:match|none-match|modified-since|unmodified-since|range)|range)$/i;

/**
 * Serves files, and runs those below `/cgi-bin` and `/htbin` as CGI scripts (Python's `http.server.CGIHTTPRequestHandler`, RFC 3875).
 *
 * Nothing below these directories is ever sent as a file. Scripts run as the user `nobody` when the server runs as root, each in a process
 * group of its own, which is ended when the client leaves, the time is up or the server stops.
 *
 * Attributes to override: `cgiDirectories`, `cgiMethods`, `cgiUser`, `cgiEnvironment`, `cgiWorkingDirectory`, `cgiPassesAuthorization`,
 * `cgiLimits`, `haveFork`. Methods to override: `isCgi`, `runCgi`, `isExecutable`, `isPython`, `cgiAuthentication`.
 *
 * Differs from Python: the script's `Status` and `Location` determine the answer; in Python the status is always 200, as it is sent before
 * the script runs. The body is framed as HTTP requires, so connections can persist.
 */
export class CGIHTTPRequestHandler<Server extends BaseServer = HTTPServer> extends SimpleHTTPRequestHandler<Server> {
  /** Paths of the directories whose files are scripts, sub-directories included. */
  cgiDirectories: readonly string[] = CGI_DIRECTORIES;
  /** The directory of the present script, and what follows it in the target. `isCgi` sets it. */
  cgiInfo: CgiInfo = ["", ""];
  /** False where the system cannot run scripts by their first line (Windows): there `python` runs Python scripts. */
  haveFork: boolean = process.platform !== "win32";
  /** Methods that scripts are run for; files have only GET and HEAD. Differs from Python: in Python only GET, HEAD and POST. */
  cgiMethods: readonly string[] = USUAL_METHODS;
  /**
   * The user that scripts run as when the server runs as root; null: root. Any other server runs scripts as its own user.
   *
   * Differs from Python: scripts get the user's group in place of the server's groups; where there is no such user, no script is run.
   */
  cgiUser: string | null = "nobody";
  /** Variables for scripts, which take precedence over all others. */
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

  /** Runs the script that is asked for; undefined where none is, or `cgiMethods` lacks the method. */
  get furtherMethod(): RequestMethod | undefined {
    return this.cgiMethods.includes(String(this.command)) && this.isCgi() ? () => this.runCgi() : undefined;
  }

  /** The methods of scripts, where the request is for one, or for the server as a whole. */
  get furtherMethods(): readonly string[] {
    return this.path === "*" || this.isCgi() ? this.cgiMethods : [];
  }

  /** Answers POST: by running a script, or with 501. */
  do_POST(): unknown {
    return this.isCgi() ? this.runCgi() : this.#refuse(NOT_A_SCRIPT);
  }

  /** Lets a client send its body for a script that may be run; for any other answers before the body is sent. */
  override handleExpect100(): boolean | Promise<boolean> {
    const problem = this.#knownProblem();
    if (problem === undefined) return super.handleExpect100();
    return behind(this.#refuse(problem), false);
  }

  /** The refusal that is certain whatever the body; undefined where there is none, or nobody knows, as with an overridden method. */
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

  #refuse({ status, message }: ScriptRefusal): null | Promise<null> {
    return behind(this.sendError(status, message), null);
  }

  /**
   * Tells whether the request is for a script; if so, sets `cgiInfo`.
   *
   * @throws HTTPError 404 for a path that goes above its root.
   *
   * Differs from Python: a path that goes above its root is answered 404. In Python it is an IndexError, and gets no answer.
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

  /** Returns AUTH_TYPE and REMOTE_USER: what the client claims, unchecked. A handler that authenticates its clients overrides it. */
  cgiAuthentication(): CgiAuthentication {
    return claimedUser(this.headers.get("Authorization"));
  }

  /** Answers with another page of this server, as if that had been asked for (RFC 3875 §6.2.2). */
  async #follow(target: string): Promise<void> {
    const before = this.#origin;
    const count = (before?.count ?? 0) + 1;
    if (count > this.cgiLimits.maxRedirects) {
      this.logError("CGI script: more than %d redirections, the last one to %s", this.cgiLimits.maxRedirects, target);
      return behind(this.sendError(502), undefined);
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

/**
 * Drops the fields of a request that are not meant for the page its script leads to. A GET of the script is a GET of that page, conditions
 * included.
 */
function forgetFields(headers: HTTPMessage, keepsConditions: boolean): void {
  for (const name of headers.keys()) {
    if (BODY_FIELD.test(name) || (!keepsConditions && CONDITION_FIELD.test(name))) headers.delete(name);
  }
}
