// The least that an HTTP server on node:net can do: every piece of input is taken for a request, and gets the same answer. PORT STATUS
// BYTES [FILE]; a FILE is checked for each request, as a server must that never sends what is out of date.

import { statSync } from "node:fs";
import { createServer } from "node:net";

const [port, status, bytes, file] = process.argv.slice(2);
const answer = [
  `HTTP/1.1 ${status}`,
  "Server: bare",
  "Date: Sun, 06 Nov 1994 08:49:37 GMT",
  "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
  'ETag: "1-1"',
  file === undefined ? "Content-Type: text/plain" : "Content-Type: application/octet-stream",
  ...(status.startsWith("304") ? [] : [`Content-Length: ${bytes}`]),
  `\r\n${"x".repeat(Number(bytes))}`,
].join("\r\n");

const server = createServer((socket) => {
  socket.on("data", () => {
    if (file !== undefined) statSync(file);
    socket.write(answer, "latin1");
  });
  socket.on("error", () => socket.destroy());
});
server.listen(Number(port), "127.0.0.1");
