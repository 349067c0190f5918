// A body of 1 GiB for methods that do not read it: one answers at once, one after a second.

import { fatesOf, openCrowd } from "../crowd.js";

const BODY_BYTES = 2 ** 30;
const PIECE = Buffer.alloc(2 ** 20);

export async function attack(port) {
  const crowd = await openCrowd(port, 2, { keepsWriting: true });
  await Promise.all(
    crowd.map(async (abuser, index) => {
      const path = index === 0 ? "/ignore" : "/stall";
      await abuser.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`);
      for (let left = BODY_BYTES; left > 0 && abuser.socket.writable; left -= PIECE.length) await abuser.write(PIECE);
      abuser.socket.end();
      await abuser.ended();
    }),
  );
  const megabytes = crowd.map(({ socket }) => `${(socket.bytesWritten / 2 ** 20).toFixed(0)} MiB written`);
  return `${fatesOf(crowd)}; ${megabytes.join(", ")}`;
}
