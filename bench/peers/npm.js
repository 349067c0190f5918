// The servers people install from npm, called as their documentation says.

import { entryOf, inPackage } from "./packages.js";
import { SERVERS } from "./paths.js";

const node = process.execPath;

function fromNpm(name, command) {
  return { name, isFromNpm: true, command };
}

const sirvCommand = ({ port, folder }, ...options) => [
  node,
  inPackage("sirv-cli/bin.js"),
  folder,
  "--host",
  "127.0.0.1",
  "--port",
  String(port),
  ...options,
];

const httpServerCommand = ({ port, folder }, ...options) => [
  node,
  inPackage("http-server/bin/http-server"),
  folder,
  "-a",
  "127.0.0.1",
  "-p",
  String(port),
  ...options,
];

export const sirv = fromNpm("sirv", (place) => sirvCommand(place, "--quiet"));
export const sirvLogged = fromNpm("sirv", (place) => sirvCommand(place));
export const httpServer = fromNpm("http-server", (place) => httpServerCommand(place, "--silent"));
export const httpServerLogged = fromNpm("http-server", (place) => httpServerCommand(place));

export const serveLogged = fromNpm("serve", ({ port, folder }) => [
  node,
  inPackage("serve/build/main.js"),
  "--no-clipboard",
  "--no-compression", // else it sends other bytes than the others
  "-l",
  `tcp://127.0.0.1:${port}`,
  folder,
]);

export const expressStatic = fromNpm("express.static", ({ port, folder }) => [
  node,
  `${SERVERS}static-express.cjs`,
  entryOf("express"),
  String(port),
  folder,
]);

export const fastify = fromNpm("fastify", ({ port }) => [
  node,
  `${SERVERS}hello-fastify.cjs`,
  entryOf("fastify"),
  String(port),
]);
