// Bodies in chunks of one byte: as many as fit into a packet, and each in a packet of its own.

import { fatesOf, openCrowd } from "../crowd.js";

const CHUNKS = 200_000;
const CHUNKS_ALONE = 20_000;
const CHUNK = "1\r\nx\r\n";
const CHUNKS_A_WRITE = 1000;

export async function attack(port) {
  const crowd = await openCrowd(port, 5);
  await Promise.all(
    crowd.map(async (abuser, index) => {
      const isAlone = index === 0;
      await abuser.write("POST /read HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
      const count = isAlone ? CHUNKS_ALONE : CHUNKS / CHUNKS_A_WRITE;
      const piece = isAlone ? CHUNK : CHUNK.repeat(CHUNKS_A_WRITE);
      for (let i = 0; i < count; i++) await abuser.write(piece);
      await abuser.write("0\r\n\r\n");
      await abuser.ended();
    }),
  );
  return fatesOf(crowd);
}
