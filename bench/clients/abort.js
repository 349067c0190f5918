// Begins downloads and resets their connections after the first bytes: PORT PATH COUNT.

import { connect } from "node:net";

/** Downloads at a time. */
const AT_A_TIME = 16;

const [port, path, count] = process.argv.slice(2);
const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
let left = Number(count);

function abortOne() {
  if (left-- <= 0) return;
  const socket = connect(Number(port), "127.0.0.1", () => socket.write(request));
  socket.once("data", (data) => {
    if (!data.toString("latin1").startsWith("HTTP/1.1 200 ")) throw new Error(`answered ${data}`);
    socket.resetAndDestroy();
  });
  socket.once("error", (error) => {
    throw error;
  });
  socket.once("close", abortOne);
}

for (let index = 0; index < AT_A_TIME; index++) abortOne();
