// The file server people write with node:http in ten lines: a stat, a stream.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

const root = process.argv[2];
const server = createServer(async (request, response) => {
  const file = join(root, normalize(`/${request.url}`));
  const { size, mtime } = await stat(file);
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": size,
    "Last-Modified": mtime.toUTCString(),
  });
  createReadStream(file).pipe(response);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
