// A client that goes away in the middle of an answer.

import type { RunningServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { until } from "../support/waiting.ts";

/** Sends a request, vanishes when `text` has come of the answer, and waits until no handler is at work. */
export async function vanishBehind(running: RunningServer, request: string, text: string): Promise<void> {
  const client = await RawClient.connect(running);
  client.send(request);
  await client.until(text);
  client.socket.resetAndDestroy();
  await until(() => running.server.activeCount === 0);
}
