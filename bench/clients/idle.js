// Opens connections, sends one request on each, and keeps them idle until it is ended: PORT PATH COUNT.
// Prints a line when all have been answered.

import { once } from "node:events";
import { connect } from "node:net";

/** Connections opened at a time; a backlog does not hold more. */
const AT_A_TIME = 100;

const [port, path, count] = process.argv.slice(2);
const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
const sockets = [];

async function open() {
  const socket = connect(Number(port), "127.0.0.1", () => socket.write(request));
  const [data] = await once(socket, "data");
  if (!data.toString("latin1").startsWith("HTTP/1.1 200 ")) throw new Error(`answered ${data}`);
  socket.once("close", () => {
    console.error("the server closed a connection");
    process.exit(1);
  });
  sockets.push(socket);
}

while (sockets.length < Number(count)) {
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, Number(count) - sockets.length) }, open));
}
console.log("open");
