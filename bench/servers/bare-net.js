// The least that a server can be: every piece of input gets the same answer. PORT.

import { createServer } from "node:net";

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\nHello, world\n";

const server = createServer((socket) => {
  socket.on("data", () => socket.end(ANSWER));
  socket.on("error", () => socket.destroy());
});
server.listen(Number(process.argv[2]), "127.0.0.1");
