// Downloads of a large file by clients that take nothing, and by clients that take a little now and then. For each of the former the
// system fills its buffers, some megabytes, which is what takes the time here.

import { setTimeout as sleep } from "node:timers/promises";
import { fatesOf, openCrowd } from "../crowd.js";

const CLIENTS = 100;
const SIP_BYTES = 65_536;
const PAUSE_MS = 20;
/** Until the buffers of the system are full. */
const FILL_MS = 1500;
/** Longer than the server waits for a client that takes nothing. */
const DURATION_MS = 8000;
/** Until the stalled have read what came before the server gave up. */
const READ_MS = 15_000;

export async function attack(port, height) {
  const crowd = await openCrowd(port, CLIENTS);
  for (const { socket } of crowd) {
    socket.removeAllListeners("data");
    socket.pause();
    socket.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  const sippers = crowd.slice(0, 10);
  const sipping = setInterval(() => {
    for (const abuser of sippers) abuser.bytesReceived += abuser.socket.read(SIP_BYTES)?.length ?? 0;
  }, PAUSE_MS);
  await sleep(FILL_MS);
  await height();
  const deadline = Date.now() + DURATION_MS;
  while (Date.now() < deadline) await sleep(PAUSE_MS);
  clearInterval(sipping);
  const sipped = `who sipped: ${fatesOf(sippers)}`;
  const stalled = crowd.slice(sippers.length);
  for (const { socket } of stalled) socket.resume(); // to see what is behind the bytes that came
  await Promise.race([Promise.all(stalled.map((abuser) => abuser.ended())), sleep(READ_MS)]);
  const rest = `who took nothing: ${fatesOf(stalled)}`;
  for (const abuser of crowd) abuser.leave();
  return `${sipped}; ${rest}`;
}
