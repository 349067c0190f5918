// A server of scripts under test: a folder of them, the handler over it, and what it logs.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { startServer } from "../../src/testing/index.ts";
import { closing } from "../support/requests.ts";
import { FileServer } from "./file-server.ts";
import { logInto } from "./test-handlers.ts";

/** A folder that everybody may read, as scripts may run as somebody else; `using` removes it. */
export class CgiFolder implements Disposable {
  readonly path: string;

  constructor(scripts: Readonly<Record<string, string>> = {}) {
    this.path = mkdtempSync(join(tmpdir(), "basehttp-cgi-"));
    chmodSync(this.path, 0o755);
    for (const [name, text] of Object.entries(scripts)) this.write(name, text);
  }

  /** Writes a file, and the directories that lead to it. What is below a CGI directory is executable. */
  write(name: string, text: string | Buffer, mode: number = name.includes("bin/") ? 0o755 : 0o644): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** What a test sets of the handler. */
export type CgiSettings = Partial<
  Pick<
    CGIHTTPRequestHandler,
    | "cgiDirectories"
    | "cgiEnvironment"
    | "cgiLimits"
    | "cgiMethods"
    | "cgiPassesAuthorization"
    | "cgiUser"
    | "cgiWorkingDirectory"
    | "haveFork"
    | "limits"
    | "protocolVersion"
    | "symlinks"
  >
>;

/** A handler that speaks HTTP/1.1, with the given settings. */
export function cgiHandler(directory: string, log: string[], settings: CgiSettings = {}, Base = CGIHTTPRequestHandler) {
  const Logging = logInto(Base, log);
  return (...[request, address, server]: HandlerArgs): CGIHTTPRequestHandler =>
    Object.assign(new Logging(request, address, server, { directory }), { protocolVersion: "HTTP/1.1" }, settings);
}

/** Serves a folder. */
export async function serveScripts(
  folder: CgiFolder,
  settings?: CgiSettings,
  Base = CGIHTTPRequestHandler,
): Promise<FileServer> {
  const log: string[] = [];
  return new FileServer(await startServer(cgiHandler(folder.path, log, settings, Base)), log);
}

/** A script of `sh` that writes a head of plain text, and then does as it is told. */
export function sh(commands: string): string {
  return `#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\n${commands}\n`;
}

/** A script that does as it is told, head included. */
export function raw(commands: string): string {
  return `#!/bin/sh\n${commands}\n`;
}

/** The head of a POST to a script, on a connection of its own. */
export function post(script: string, ...fields: readonly string[]): string {
  return closing(`POST /cgi-bin/${script} HTTP/1.1`, ...fields);
}
