// Connections that are opened and say nothing.

import { fatesOf, openCrowd } from "../crowd.js";

const CLIENTS = 10_000;

export async function attack(port, height) {
  const crowd = await openCrowd(port, CLIENTS);
  await height();
  const fates = fatesOf(crowd);
  for (const abuser of crowd) abuser.leave();
  return fates;
}
