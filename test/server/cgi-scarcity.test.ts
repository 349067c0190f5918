// Scripts while the server has hardly a descriptor left.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RawClient } from "../support/raw-client.ts";
import { ServerProgram } from "../support/server-program.ts";
import { CgiFolder, sh } from "./cgi-server.ts";

const PROGRAM = fileURLToPath(new URL("./scarce-server.js", import.meta.url));
const POSIX = process.platform === "win32" ? { skip: "Windows has no ulimit" } : {};
const ROOT = process.getuid?.() === 0 ? {} : { skip: "only root runs scripts as somebody else" };

function start(folder: CgiFolder, user = ""): Promise<ServerProgram> {
  const limited = ["-c", 'ulimit -n 100 && exec "$@"', "sh", process.execPath, PROGRAM, folder.path, user];
  return ServerProgram.start("sh", limited);
}

/** Sends a request over a connection of its own, which is there before descriptors are short, and returns the status. */
class Asker implements Disposable {
  readonly #client: RawClient;

  constructor(client: RawClient) {
    this.#client = client;
  }

  static async connect({ port }: ServerProgram): Promise<Asker> {
    return new Asker(await RawClient.connect({ host: "127.0.0.1", port }));
  }

  async ask(line: string, answer: string): Promise<void> {
    this.#client.received = "";
    this.#client.send(`${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
    assert.match(await this.#client.until("\r\n\r\n"), new RegExp(`^HTTP/1.1 ${answer} `));
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}

describe("where descriptors are lacking", () => {
  test("a script that cannot be started is answered 503, and takes no slot with it", POSIX, async () => {
    using folder = new CgiFolder({ "cgi-bin/ok": sh("echo ok") });
    await using program = await start(folder);
    for (const spare of [1, 2, 3, 4, 5]) {
      using keeper = await Asker.connect(program);
      using asker = await Asker.connect(program);
      await keeper.ask(`SPARE /${spare}`, "204");
      await asker.ask("GET /cgi-bin/ok", "503");
      await keeper.ask("RETURN /", "204");
      await keeper.ask("GET /cgi-bin/ok", "200");
    }
    assert.match(program.stderr, /CGI script \/cgi-bin\/ok cannot be started now: the system says EMFILE/);
    assert.doesNotMatch(program.stderr, /^\s+at /m);
  });

  test("a user who cannot be looked up is not taken for none, then or later", { ...POSIX, ...ROOT }, async () => {
    using folder = new CgiFolder({ "cgi-bin/ok": sh("echo ok") });
    await using program = await start(folder, "nobody");
    using keeper = await Asker.connect(program);
    using asker = await Asker.connect(program);
    await keeper.ask("SPARE /2", "204");
    await asker.ask("GET /cgi-bin/ok", "503");
    await keeper.ask("RETURN /", "204");
    await keeper.ask("GET /cgi-bin/ok", "200");
    assert.match(program.stderr, /The user nobody cannot be looked up now: the system says EMFILE/);
  });
});
