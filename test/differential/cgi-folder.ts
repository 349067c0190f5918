// The folder of scripts that both servers run. Heads end in CR LF, as Python sends them as they are.

import { symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { CgiFolder } from "../server/cgi-server.ts";

/** Variables that mean the same on both sides. */
const VARIABLES =
  "GATEWAY_INTERFACE SERVER_PROTOCOL REQUEST_METHOD SCRIPT_NAME PATH_INFO QUERY_STRING REMOTE_ADDR REMOTE_HOST AUTH_TYPE REMOTE_USER " +
  "CONTENT_LENGTH HTTP_ACCEPT HTTP_USER_AGENT HTTP_COOKIE HTTP_REFERER";

const HEAD = "printf 'Content-Type: text/plain\\r\\n\\r\\n'";
const script = (...commands: string[]): string => ["#!/bin/sh", ...commands, ""].join("\n");
const text = (...commands: string[]): string => script(HEAD, ...commands);

const SCRIPTS: Readonly<Record<string, string>> = {
  "file.txt": "file\n",
  "sub/file.txt": "sub file\n",
  "cgi-binary/file.txt": "not a script\n",
  "cgi-bin/env": text(`for name in ${VARIABLES}; do eval "echo \\"$name=\\$$name\\""; done`),
  "cgi-bin/type": text("printenv CONTENT_TYPE || echo none"),
  "cgi-bin/translated": text('echo "$PATH_TRANSLATED"'),
  "cgi-bin/fields": text("printenv HTTP_X_TEST || echo none"),
  "cgi-bin/args": text('echo "$#"', 'for each; do echo "<$each>"; done'),
  "cgi-bin/body": text('head -c "$((CONTENT_LENGTH))"'),
  "cgi-bin/pwd": text("pwd"),
  "cgi-bin/empty": text(),
  "cgi-bin/with-fields": script("printf 'X-A: b\\r\\nContent-Type: a/b\\r\\nSet-Cookie: c=d\\r\\n\\r\\nbody'"),
  "cgi-bin/lf": script("printf 'Content-Type: text/plain\\nX: y\\n\\nbody'"),
  "cgi-bin/exit3": text("exit 3"),
  "cgi-bin/killed": text("kill -9 $$"),
  "cgi-bin/status": script("printf 'Status: 404 Gone fishing\\r\\nContent-Type: a/b\\r\\n\\r\\nbody'"),
  "cgi-bin/location": script("printf 'Location: http://a/b\\r\\n\\r\\n'"),
  "cgi-bin/silent": script(":"),
  "cgi-bin/no-head": script("echo hello"),
  "cgi-bin/name with blank": text("echo blank"),
  "cgi-bin/quote'd": text("echo quoted"),
  "cgi-bin/\u00fcml\u00e4ut": text("echo umlaut"),
  "cgi-bin/sub/deep/env": text('echo "$SCRIPT_NAME $PATH_INFO"'),
  "htbin/other": text("echo htbin"),
};

const LONG_AGO = new Date("2020-02-29T12:34:56Z");

/** Makes the folder; `using` removes it. */
export function scriptFolder(): CgiFolder {
  const folder = new CgiFolder(SCRIPTS);
  folder.write("cgi-bin/plain", text(), 0o644);
  folder.write("cgi-bin/directory/plain.txt", "x", 0o644);
  symlinkSync("cgi-bin/empty", join(folder.path, "link"));
  for (const name of ["file.txt", "sub/file.txt", "cgi-binary/file.txt"]) {
    utimesSync(join(folder.path, name), LONG_AGO, LONG_AGO); // else both answers say when the test was
  }
  return folder;
}
