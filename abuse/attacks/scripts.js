// Many scripts at the same time, some of whose clients are reset in the middle.

import { once } from "node:events";
import { fatesOf, openCrowd } from "../crowd.js";

const ROUNDS = 40;
const CLIENTS = 50;
/** Every client of this number leaves. */
const LEAVES = 10;

export async function attack(port) {
  const all = [];
  for (let round = 0; round < ROUNDS; round++) {
    const crowd = await openCrowd(port, CLIENTS);
    await Promise.all(
      crowd.map(async (abuser, number) => {
        if (number % LEAVES !== 0) {
          const framing =
            number % 2 === 0
              ? "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
              : "Content-Length: 5\r\n\r\nhello";
          abuser.socket.write(`POST /cgi-bin/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${framing}`);
          await abuser.ended();
          return;
        }
        abuser.socket.write("GET /cgi-bin/slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await once(abuser.socket, "data").catch(() => undefined);
        abuser.reset();
      }),
    );
    all.push(...crowd);
  }
  return fatesOf(all);
}
