// Thousands of requests on a connection whose answers are not read.

import { setTimeout as sleep } from "node:timers/promises";
import { fatesOf, openCrowd } from "../crowd.js";

const CLIENTS = 4;
const REQUESTS = 5000;
/** Until nothing moves any more. */
const FILL_MS = 1500;

export async function attack(port, height) {
  const crowd = await openCrowd(port, CLIENTS);
  const request = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const { socket } of crowd) {
    socket.pause();
    socket.write(request.repeat(REQUESTS));
  }
  await sleep(FILL_MS);
  await height();
  const fates = fatesOf(crowd);
  for (const abuser of crowd) abuser.leave();
  return fates;
}
