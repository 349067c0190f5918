// What Node brings itself.

import { join } from "node:path";
import { SERVERS } from "./paths.js";

const node = process.execPath;

export const nodeHttp = {
  name: "node:http",
  command: ({ port }) => [node, `${SERVERS}hello-node-http.js`, String(port)],
};

export const nodeHttps = {
  name: "node:https",
  isSecure: true,
  needs: ["openssl"],
  command: ({ port, certificate }) => {
    const { cert, key } = certificate();
    return [node, `${SERVERS}hello-node-https.js`, String(port), cert, key];
  },
};

/** The least that a Node server can be: a script that answers everything alike. */
export const bareNet = {
  name: "bare node:net",
  command: ({ port }) => [node, `${SERVERS}bare-net.js`, String(port)],
};

/** The least that a server of requests can be: the answer is always the same. */
export const bareHello = {
  name: "node:net",
  command: ({ port }) => [node, `${SERVERS}bare-answers.js`, String(port), "200 OK", "13"],
};

/** The same with a file of 1 KiB, which it checks for each request. */
export function bareFile(status, bytes) {
  return {
    name: "node:net and stat",
    command: ({ port, folder }) => [
      node,
      `${SERVERS}bare-answers.js`,
      String(port),
      status,
      String(bytes),
      join(folder, "1024.bin"),
    ],
  };
}
