// What a function answers as the method of a handler.

import { type Exchange, exchange } from "../../src/testing/index.ts";
import { request } from "../support/requests.ts";
import { logInto, QuietHandler } from "./test-handlers.ts";

/** The Server and Date fields of every answer here. */
export const STAMP = "Server: x\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

const GET = request("GET / HTTP/1.1");

class FixedHandler extends QuietHandler {
  override serverVersion = "x";
  override sysVersion = "";

  override dateTimeString(timestamp?: number | null): string {
    return super.dateTimeString(timestamp ?? 784111777);
  }
}

/** Lets a function answer a GET or HEAD. */
export async function answerOf(
  method: (handler: QuietHandler) => unknown,
  { input = GET, protocolVersion = "HTTP/1.1", log = [] as string[] } = {},
): Promise<Exchange & { readonly text: string; readonly log: readonly string[] }> {
  class Answering extends FixedHandler {
    override protocolVersion = protocolVersion;

    do_GET(): unknown {
      return method(this);
    }

    do_HEAD(): unknown {
      return method(this);
    }
  }
  const result = await exchange(logInto(Answering, log), input);
  return { ...result, text: result.output.toString("latin1"), log };
}
