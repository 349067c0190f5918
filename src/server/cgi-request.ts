// A request for a script, before and around its run: the body's length, a free slot, who runs it.

import { isAbsolute } from "node:path";
import { spoolFailure } from "../cgi/failure.ts";
import { type SpooledBody, SpoolFileError, SpoolLimitError } from "../cgi/spool.ts";
import { HTTPError } from "../http/errors.ts";
import { CHUNKED } from "../http/framing.ts";
import { commandLine, identityFor, workingDirectory } from "./cgi-command.ts";
import type { CgiHost, Origin } from "./cgi-host.ts";
import { type CgiResources, resourcesOf } from "./cgi-resources.ts";
import { CgiRun, type RunPlan } from "./cgi-run.ts";
import type { CgiScript } from "./cgi-script.ts";
import { scriptVariables } from "./cgi-variables.ts";
import { ClientWatch } from "./client-watch.ts";

/** When a client that found all slots taken may try again, in seconds; 5. */
const RETRY_AFTER_SECONDS = "5";

/** Runs the script of a request, and answers with its output. */
export class CgiRequest {
  readonly #host: CgiHost;
  readonly #script: CgiScript;
  readonly #origin: Origin | undefined;
  readonly #resources: CgiResources;

  constructor(host: CgiHost, script: CgiScript, origin: Origin | undefined) {
    this.#host = host;
    this.#script = script;
    this.#origin = origin;
    this.#resources = resourcesOf(host.server);
  }

  /** @returns the target the script leads to, if that is to be answered instead. */
  async run(): Promise<string | undefined> {
    const client = new ClientWatch(this.#host.wfile);
    let body: SpooledBody | undefined;
    try {
      body = await this.#keepBody();
      const plan = this.#plan(body);
      if (plan === undefined) return undefined;
      const result = await this.#resources.slots.take(this.#host.cgiLimits, client.signal);
      if (result === "full" || result === "late") this.#refuse();
      if (result !== "taken") return undefined;
      const run = new CgiRun(this.#host, plan, () => this.#resources.slots.release());
      return await run.answer(client.signal);
    } finally {
      client.end();
      await body?.close();
    }
  }

  /** The length of a chunked body is known only when all of it has arrived. */
  async #keepBody(): Promise<SpooledBody | undefined> {
    if (this.#origin !== undefined || this.#host.requestHead.bodyLength !== CHUNKED) return undefined;
    try {
      return await this.#resources.spools.keep(this.#host.rfile, this.#host.cgiLimits);
    } catch (error) {
      if (error instanceof SpoolLimitError) throw new HTTPError(error.scope === "body" ? 413 : 503);
      if (error instanceof SpoolFileError) throw this.#cannotKeep(error);
      throw error;
    }
  }

  #cannotKeep(error: SpoolFileError): HTTPError {
    const { status, explanation } = spoolFailure(error);
    this.#host.logError("CGI script %s %s", this.#script.scriptName, explanation);
    return new HTTPError(status);
  }

  /** Decides what is run, and as which user; undefined where that is impossible, and an error was sent. */
  #plan(body: SpooledBody | undefined): RunPlan | undefined {
    const [host, script] = [this.#host, this.#script];
    const line = commandLine(host, script);
    const identity = identityFor(host);
    if (typeof line === "string") return this.#fail(LACKS[line]);
    if (identity === "unknown")
      return this.#fail(`was not started: there is no user ${host.cgiUser}; set cgiUser, or --cgi-user`);
    const problem = problemOf(host, script);
    if (problem !== undefined) return this.#fail(problem);
    const length = this.#lengthOf(body);
    const hasPipe = body === undefined && length !== undefined && length > 0;
    const command = {
      ...line,
      env: scriptVariables(host, script, length, this.#origin),
      directory: workingDirectory(host, script),
      identity,
      input: hasPipe ? ("pipe" as const) : (body?.fd ?? ("ignore" as const)),
    };
    return { script, command, isWrapped: line.isWrapped };
  }

  /** Answers that the script cannot be run; the log says why. */
  #fail(explanation: string): undefined {
    this.#host.logError("CGI script %s %s", this.#script.scriptName, explanation);
    this.#host.sendError(500);
  }

  #lengthOf(body: SpooledBody | undefined): number | undefined {
    const { bodyLength, contentLength } = this.#host.requestHead;
    if (this.#origin !== undefined) return undefined; // the body was for the script that led here
    if (body !== undefined) return body.length;
    return contentLength === undefined ? undefined : bodyLength;
  }

  /** Answers that too many scripts are running. */
  #refuse(): void {
    const host = this.#host;
    host.logError("%s", `all ${host.cgiLimits.maxProcesses} CGI processes are busy`);
    host.server.countRefusal(503);
    host.sendError(503, null, null, [["Retry-After", RETRY_AFTER_SECONDS]]);
  }
}

/** What the log says where a program that is needed to run scripts is missing. */
const LACKS = {
  prlimit: "was not started: its limits need the program prlimit (util-linux), which is not here",
  python: 'cannot be started: there is no program "python" in PATH',
};

/** What is known to be wrong with a script before it is started. */
function problemOf(host: CgiHost, script: CgiScript): string | undefined {
  if (host.cgiWorkingDirectory === "script" && !isAbsolute(script.file))
    return "was not started: it cannot run in its own directory, as the path of the server's is not UTF-8";
  if (script.kind.kind === "empty") return "cannot be started: the file is empty";
  const isPython = !host.haveFork && host.isPython(script.file);
  if (isText(script) && process.platform === "win32" && !isPython)
    return "cannot be started: Windows runs programs, and Python's scripts where there is python";
  if (script.kind.kind === "text" && host.haveFork)
    return `cannot be started: its first line names no interpreter; begin it with "#!", as in "#!/bin/sh"`;
  return undefined;
}

/** Tells whether a script is text. Windows would give batch files to its command interpreter, for which arguments cannot be quoted. */
function isText({ kind }: CgiScript): boolean {
  return kind.kind === "text" || kind.kind === "script";
}
