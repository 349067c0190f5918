// A request by Node's client, for what fetch does not take: an agent, a certificate to trust, paths as they are.

import { get } from "node:http";
import { type RequestOptions, get as securely } from "node:https";

/** Asks for a page, and reads all of it. */
export function ask(url: string, options: RequestOptions = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = (url.startsWith("https:") ? securely : get)(url, { agent: false, ...options }, (response) => {
      let body = "";
      response.setEncoding("latin1").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode as number, body })).on("error", reject);
    });
    asking.on("error", reject);
  });
}
