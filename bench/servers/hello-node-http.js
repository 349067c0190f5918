// Hello world with node:http.

import { createServer } from "node:http";

const server = createServer((_request, response) => {
  response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 13 });
  response.end("Hello, world\n");
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
