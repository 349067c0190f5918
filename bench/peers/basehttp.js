// basehttp itself: the command as people call it, and programs in ../servers that use the library.

import { join } from "node:path";
import { ROOT, SERVERS } from "./paths.js";

const node = process.execPath;

/** The command, with options, for this machine only. */
export function basehttp(name, ...options) {
  return {
    name,
    command: ({ port, folder }) => [
      node,
      join(ROOT, "bin/basehttp.js"),
      "--bind",
      "127.0.0.1",
      ...options,
      String(port),
      folder,
    ],
  };
}

/** The command without a log of requests. */
export const quiet = basehttp("basehttp", "--quiet");

/** The command with its log, in a file. */
export const logged = basehttp("basehttp");

/** The command with scripts, without a log of requests. */
export const cgi = basehttp("basehttp", "--cgi", "--quiet");

/** Hello, world as the README has it, without a log. */
export const hello = {
  name: "basehttp",
  command: ({ port }) => [node, `${SERVERS}hello-basehttp.js`, String(port)],
};

export const helloTls = {
  name: "basehttp",
  isSecure: true,
  needs: ["openssl"],
  command: ({ port, certificate }) => {
    const { cert, key } = certificate();
    return [node, `${SERVERS}hello-basehttp-tls.js`, String(port), cert, key];
  },
};

/** Hello, world in several processes. */
export function helloWorkers(name, workers) {
  return {
    name,
    workers,
    hasSeveralCores: true,
    command: ({ port }) => [node, `${SERVERS}hello-basehttp-workers.js`, String(port), String(workers)],
  };
}

/** Not a server: prints how long importing the library takes. */
export const importLibrary = { name: "basehttp", command: () => [node, `${SERVERS}import-basehttp.js`] };
