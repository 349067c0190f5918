// Downloads that end with a reset after their first bytes.

import { once } from "node:events";
import { fatesOf, openCrowd } from "../crowd.js";

const ROUNDS = 20;
const CLIENTS = 50;

export async function attack(port) {
  const all = [];
  for (let round = 0; round < ROUNDS; round++) {
    const crowd = await openCrowd(port, CLIENTS);
    await Promise.all(
      crowd.map(async (abuser) => {
        abuser.socket.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        await once(abuser.socket, "data").catch(() => undefined);
        abuser.reset();
      }),
    );
    all.push(...crowd);
  }
  return fatesOf(all);
}
