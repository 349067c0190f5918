// What Node brings itself.

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

/** The least a Node server can be: a script that answers everything alike. */
export const bareNet = {
  name: "bare node:net",
  command: ({ port }) => [node, `${SERVERS}bare-net.js`, String(port)],
};
