// More clients than the server may have descriptors: each asks once, and stays.

import { setTimeout as sleep } from "node:timers/promises";
import { fatesOf, openCrowd } from "../crowd.js";

const CLIENTS = 300;
const STAY_MS = 1000;

export async function attack(port) {
  const crowd = await openCrowd(port, CLIENTS);
  for (const [index, { socket }] of crowd.entries()) {
    const path = index % 2 === 0 ? "/hello" : "/small"; // the latter is a file, which takes a descriptor more
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  }
  await sleep(STAY_MS);
  const fates = fatesOf(crowd);
  for (const abuser of crowd) abuser.leave();
  return fates;
}
