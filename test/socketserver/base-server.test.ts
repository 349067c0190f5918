// The hooks of a server, and the order they are called in. CPython's counterpart is in test_socketserver.
// Its tests for SystemExit have none here: process.exit() ends a program at once, wherever it is called.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BaseServer } from "../../src/socketserver/base-server.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { captureStderr } from "../server/test-handlers.ts";
import { settle, sleep, until } from "../support/waiting.ts";
import { CLIENT, NotingHandler, NotingServer } from "./noting-server.ts";

/** Runs a server until `shutdown`, with a body in the meantime. */
async function serving(server: NotingServer, body: () => Promise<void>): Promise<void> {
  const served = server.serveForever();
  await body();
  await server.shutdown();
  server.gate.resolve();
  await served;
}

describe("a request", () => {
  test("goes through the hooks in Python's order", async () => {
    const server = new NotingServer();
    server.arrive("a");
    await server.handleRequest();
    assert.deepEqual(server.notes, [
      "getRequest",
      "verifyRequest a",
      "processRequest a",
      "finishRequest a",
      "setup a",
      "handle a",
      "finish a",
      "shutdownRequest a",
      "closeRequest a",
    ]);
  });

  test("is done before the next one is got", async () => {
    const server = new NotingServer();
    await serving(server, async () => {
      server.arrive("a", "b");
      await until(() => server.noted("closeRequest").length === 2);
    });
    const notes = server.notes.filter((note) => /^(getRequest|closeRequest)/.test(note));
    assert.deepEqual(notes, ["getRequest", "closeRequest a", "getRequest", "closeRequest b"]);
  });

  test("that verifyRequest refuses is shut down without a handler", async () => {
    class Refusing extends NotingServer {
      override verifyRequest(request: string, clientAddress: Address): boolean {
        void super.verifyRequest(request, clientAddress);
        return false;
      }
    }
    const server = new Refusing();
    server.arrive("a");
    await server.handleRequest();
    assert.deepEqual(server.notes, ["getRequest", "verifyRequest a", "shutdownRequest a", "closeRequest a"]);
  });

  test("whose handler throws is finished, told to handleError and shut down; the server goes on", async () => {
    const server = new NotingServer();
    await serving(server, async () => {
      server.arrive("bad", "good");
      await until(() => server.noted("closeRequest").length === 2);
    });
    assert.deepEqual(server.notes.slice(4, 9), [
      "setup bad",
      "handle bad",
      "finish bad",
      "handleError bad: bad failed",
      "shutdownRequest bad",
    ]);
    assert.deepEqual(server.noted("finish"), ["bad", "good"]);
  });

  test("whose setup throws is not handled and not finished", async () => {
    class Unprepared extends NotingHandler {
      override setup(): void {
        throw new Error("no setup");
      }
    }
    const server = new NotingServer(Unprepared);
    server.arrive("a");
    await server.handleRequest();
    assert.deepEqual(server.notes.slice(4), ["handleError a: no setup", "shutdownRequest a", "closeRequest a"]);
  });

  test("whose verifyRequest throws is told to handleError and shut down", async () => {
    class Broken extends NotingServer {
      override verifyRequest(): Promise<boolean> {
        return Promise.reject(new Error("cannot verify"));
      }
    }
    const server = new Broken();
    server.arrive("a");
    await server.handleRequest();
    assert.deepEqual(server.notes, [
      "getRequest",
      "handleError a: cannot verify",
      "shutdownRequest a",
      "closeRequest a",
    ]);
  });
});

describe("getRequest", () => {
  test("that throws an error of the system makes the server give up that request in silence, and go on", async () => {
    class Unlucky extends NotingServer {
      override getRequest(): ReturnType<NotingServer["getRequest"]> {
        const arrival = super.getRequest();
        if (this.notes.length > 1) return arrival;
        throw Object.assign(new Error("accept ECONNABORTED"), { code: "ECONNABORTED", syscall: "accept" });
      }
    }
    const server = new Unlucky();
    await serving(server, async () => {
      server.arrive("a", "b");
      await until(() => server.noted("closeRequest").length === 1);
    });
    assert.deepEqual(server.notes.slice(0, 3), ["getRequest", "abortRequest a", "getRequest"]);
    assert.deepEqual(server.noted("handle"), ["b"]);
    assert.deepEqual(server.noted("handleError"), []);
  });

  test("that throws before it took the request does not see the same request again", async () => {
    class Mistaken extends NotingServer {
      override getRequest(): never {
        throw new TypeError("a mistake");
      }
    }
    const server = new Mistaken();
    await serving(server, async () => {
      server.arrive("a", "b");
      await until(() => server.noted("abortRequest").length === 2);
    });
    assert.deepEqual(server.noted("handleError"), ["a: a mistake", "b: a mistake"]);
    assert.deepEqual(server.noted("abortRequest"), ["a", "b"]);
  });

  test("ends handleRequest when it throws", async () => {
    class Mistaken extends NotingServer {
      override getRequest(): never {
        throw new TypeError("a mistake");
      }
    }
    const server = new Mistaken();
    server.arrive("a", "b");
    await server.handleRequest();
    assert.deepEqual(server.noted("abortRequest"), ["a"]);
  });

  test("throws a TypeError when nothing has arrived", () => {
    assert.throws(() => new BaseServer("nowhere", NotingHandler).getRequest(), TypeError);
  });
});

describe("handleError", () => {
  test("writes Python's report to stderr: the client and the trace, between two lines of dashes", async (t) => {
    const stderr = captureStderr(t);
    const server = new BaseServer<string>("nowhere", NotingHandler);
    await server.handleError("a", ["127.0.0.1", 54321], new RangeError("too much"));
    const lines = stderr().split("\n");
    assert.equal(lines[0], "-".repeat(40));
    assert.equal(lines[1], "Exception occurred during processing of request from ('127.0.0.1', 54321)");
    assert.equal(lines[2], "RangeError: too much");
    assert.match(lines[3] as string, /^ {4}at /);
    assert.deepEqual(lines.slice(-2), ["-".repeat(40), ""]);
  });

  test("writes no line and no control that a peer has put into the text of an error", async (t) => {
    const stderr = captureStderr(t);
    const server = new BaseServer<string>("nowhere", NotingHandler);
    await server.handleError("a", "", new SyntaxError("no JSON: X\n\x1b[8mforged"));
    assert.equal(stderr().split("\n")[2], "SyntaxError: no JSON: X\\x0a\\x1b[8mforged");
    assert.match(stderr().split("\n")[3] as string, /^ {4}at /);
  });

  test("writes what is not an Error as text", async (t) => {
    const stderr = captureStderr(t);
    await new BaseServer<string>("nowhere", NotingHandler).handleError("a", "", "a word");
    assert.equal(stderr().split("\n")[1], "Exception occurred during processing of request from ''");
    assert.equal(stderr().split("\n")[2], "a word");
  });

  test("writes the causes of an error, and the errors of an AggregateError", async (t) => {
    const stderr = captureStderr(t);
    const server = new BaseServer<string>("nowhere", NotingHandler);
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    await server.handleError("a", "", new TypeError("fetch failed", { cause: refused }));
    assert.match(stderr(), /\nTypeError: fetch failed\n[^]*\n {2}\[cause\]: Error: connect ECONNREFUSED\n/);
    await server.handleError("a", "", new AggregateError([new Error("one"), new Error("another")], "all failed"));
    assert.match(stderr(), /\nAggregateError: all failed\n[^]*Error: one\n[^]*Error: another\n/);
  });

  const ODD: readonly (readonly [what: string, thrown: unknown, shown: string])[] = [
    ["an object", { code: 5 }, "{ code: 5 }"],
    ["an object without prototype", Object.create(null), "[Object: null prototype] {}"],
    ["undefined", undefined, "undefined"],
    ["a symbol", Symbol("odd"), "Symbol(odd)"],
    ["an object that does not let itself be shown", hidden(), "Something was thrown that cannot be shown"],
  ];
  for (const [what, thrown, shown] of ODD) {
    test(`writes ${what} as Node shows it, if it can be shown`, async (t) => {
      const stderr = captureStderr(t);
      await new BaseServer<string>("nowhere", NotingHandler).handleError("a", "", thrown);
      assert.equal(stderr().split("\n")[2], shown);
    });
  }

  test("that throws ends serveForever and handleRequest with its error", async () => {
    class Strict extends NotingServer {
      override handleError(_request: string, _clientAddress: Address, error: unknown): never {
        throw error;
      }
    }
    const server = new Strict();
    const served = server.serveForever();
    server.arrive("bad");
    await assert.rejects(served, { message: "bad failed" });
    server.arrive("bad again");
    await assert.rejects(server.handleRequest(), { message: "bad again failed" });
  });

  test("that throws leaves no request open, whether or not it was got", async () => {
    class Strict extends NotingServer {
      override handleError(_request: string, _clientAddress: Address, error: unknown): never {
        throw error;
      }
    }
    class Mistaken extends Strict {
      override getRequest(): never {
        throw new TypeError("a mistake");
      }
    }
    const server = new Strict();
    server.arrive("bad");
    await assert.rejects(server.serveForever(), { message: "bad failed" });
    assert.deepEqual(server.noted("closeRequest"), ["bad"]);
    const mistaken = new Mistaken();
    mistaken.arrive("a");
    await assert.rejects(mistaken.serveForever(), { message: "a mistake" });
    assert.deepEqual(mistaken.noted("abortRequest"), ["a"]);
  });

  test("that throws when the server has ended already is reported on stderr", async (t) => {
    const stderr = captureStderr(t);
    class Strict extends NotingServer {
      override handleError(): never {
        throw new Error("too late");
      }
    }
    class SlowAndBad extends NotingHandler {
      override async handle(): Promise<void> {
        this.server.notes.push("handle");
        await this.server.gate.promise;
        throw new Error("bad");
      }
    }
    const server = new Strict(SlowAndBad);
    const served = server.serveForever();
    server.arrive("a");
    await until(() => server.notes.includes("handle"));
    await server.shutdown();
    server.gate.resolve();
    await served;
    await settle();
    assert.match(stderr(), /too late/);
  });
});

describe("handleRequest", () => {
  test("handles one request, and leaves what arrives between two calls to the next", async () => {
    const server = new NotingServer();
    server.arrive("a", "b");
    await server.handleRequest();
    server.arrive("c");
    await settle();
    assert.deepEqual(server.noted("handle"), ["a"]);
    await server.handleRequest();
    assert.deepEqual(server.noted("handle"), ["a", "b"]);
    await server.handleRequest();
    assert.deepEqual(server.noted("handle"), ["a", "b", "c"]);
    assert.equal(server.waitingCount, 0);
  });

  test("waits for a request without a timeout", async () => {
    const server = new NotingServer();
    let isDone = false;
    const handled = server.handleRequest().then(() => {
      isDone = true;
    });
    await settle();
    assert.equal(isDone, false);
    server.arrive("a");
    await handled;
    assert.deepEqual(server.noted("closeRequest"), ["a"]);
  });

  test("calls handleTimeout once when nothing came for timeout seconds, however often it was woken", async () => {
    const server = new NotingServer();
    server.timeout = 0.05;
    const start = performance.now();
    const wakes = setInterval(() => server.wakeUp(), 1);
    await server.handleRequest();
    clearInterval(wakes);
    assert.ok(performance.now() - start >= 49);
    assert.deepEqual(server.notes, ["handleTimeout"]);
  });

  test("with a timeout of 0 handles what is there, and does not wait", async () => {
    const server = new NotingServer();
    server.timeout = 0;
    server.arrive("a");
    await server.handleRequest();
    assert.deepEqual(server.noted("handle"), ["a"]);
    await server.handleRequest();
    assert.equal(server.notes.at(-1), "handleTimeout");
  });

  test("with a timeout of 0, again and again, lets requests come", async () => {
    const server = new NotingServer();
    let timeouts = 0;
    server.timeout = 0;
    server.handleTimeout = () => void timeouts++;
    setTimeout(() => server.arrive("a"), 5);
    while (server.notes.length === 0 && timeouts < 1e5) await server.handleRequest();
    assert.deepEqual(server.noted("closeRequest"), ["a"]);
  });

  test("waits for the request in hand though its timeout passes", async () => {
    const server = new NotingServer();
    server.timeout = 0.02;
    setTimeout(() => server.gate.resolve(), 60);
    server.arrive("slow");
    await server.handleRequest();
    await settle();
    assert.deepEqual(server.noted("closeRequest"), ["slow"]);
    assert.ok(!server.notes.includes("handleTimeout"));
  });

  test("rejects while the server is handling requests already", async () => {
    const server = new NotingServer();
    const first = server.handleRequest();
    await assert.rejects(server.handleRequest(), TypeError);
    await assert.rejects(server.serveForever(), TypeError);
    server.arrive("a");
    await first;
    await serving(server, async () => {
      await assert.rejects(server.handleRequest(), TypeError);
      await assert.rejects(server.serveForever(), TypeError);
    });
  });

  test("is ended by shutdown and by serverClose", async () => {
    const server = new NotingServer();
    const first = server.handleRequest();
    await server.shutdown();
    await first;
    const second = server.handleRequest();
    await server.serverClose();
    await second;
  });
});

describe("serveForever", () => {
  test("handles requests in order of arrival, one at a time", async () => {
    const server = new NotingServer();
    await serving(server, async () => {
      server.arrive("slow", "b", "c");
      await until(() => server.noted("handle").length === 1);
      await settle();
      assert.deepEqual(server.noted("handle"), ["slow"]);
      server.gate.resolve();
      await until(() => server.noted("finish").length === 3);
    });
    assert.deepEqual(server.noted("finish"), ["slow", "b", "c"]);
  });

  test("ignores timeout", async () => {
    const server = new NotingServer();
    server.timeout = 0.001;
    await serving(server, () => sleep(20));
    assert.deepEqual(server.notes, []);
  });

  test("calls serviceActions every pollInterval seconds, and after requests", async () => {
    let count = 0;
    class Active extends NotingServer {
      override serviceActions(): void {
        count++;
      }
    }
    const server = new Active();
    const served = server.serveForever(0.01);
    await until(() => count >= 3);
    await server.shutdown();
    await served;
    const eager = new Active();
    count = 0;
    const servedToo = eager.serveForever(1000);
    eager.arrive("a");
    await until(() => eager.noted("closeRequest").length === 1);
    await settle();
    assert.ok(count >= 1);
    await eager.shutdown();
    await servedToo;
  });

  test("takes a pollInterval longer than a timer can be for one that never comes", async () => {
    let count = 0;
    class Active extends NotingServer {
      override serviceActions(): void {
        count++;
      }
    }
    for (const pollInterval of [3e6, Number.POSITIVE_INFINITY]) {
      const server = new Active();
      const served = server.serveForever(pollInterval);
      await sleep(30);
      assert.equal(count, 0);
      await server.shutdown();
      await served;
    }
  });

  test("rejects a pollInterval that is no time, and may be called again", async () => {
    const server = new NotingServer();
    for (const pollInterval of [Number.NaN, -1, "x" as unknown as number])
      await assert.rejects(server.serveForever(pollInterval), RangeError);
    await serving(server, settle);
  });

  test("rejects with what serviceActions throws", async () => {
    class Failing extends NotingServer {
      override serviceActions(): void {
        throw new Error("no service");
      }
    }
    const server = new Failing();
    await assert.rejects(server.serveForever(0.001), { message: "no service" });
  });

  test("rejects with what serverActivate throws, and may be called again", async () => {
    class Passive extends NotingServer {
      isBroken = true;

      override serverActivate(): void {
        if (this.isBroken) throw new Error("not active");
      }
    }
    const server = new Passive();
    await assert.rejects(server.serveForever(), { message: "not active" });
    server.isBroken = false;
    await serving(server, settle);
  });
});

describe("shutdown", () => {
  test("makes twenty servers that have just begun return", async () => {
    for (let i = 0; i < 20; i++) {
      const server = new NotingServer();
      const served = server.serveForever();
      await server.shutdown();
      await served;
    }
  });

  test("before serveForever makes it return at once, and the next one serve", async () => {
    const server = new NotingServer();
    server.arrive("a");
    await server.shutdown();
    await server.serveForever();
    assert.deepEqual(server.notes, []);
    await serving(server, () => until(() => server.noted("handle").length === 1));
  });

  test("before serveForever is none of a handleRequest in between", async () => {
    const server = new NotingServer();
    await server.shutdown();
    server.arrive("a");
    await server.handleRequest();
    assert.deepEqual(server.noted("closeRequest"), ["a"]);
    server.arrive("b");
    await server.serveForever();
    assert.equal(server.waitingCount, 1);
  });

  test("leaves requests that were not got to the next serveForever", async () => {
    const server = new NotingServer();
    const served = server.serveForever();
    server.arrive("slow", "b");
    await until(() => server.noted("handle").length === 1);
    await server.shutdown();
    server.gate.resolve();
    await served;
    await settle();
    assert.deepEqual(server.noted("handle"), ["slow"]);
    await serving(server, () => until(() => server.noted("handle").length === 2));
    assert.deepEqual(server.noted("handle"), ["slow", "b"]);
  });

  test("lets serveForever return when the request in hand is done", async () => {
    const server = new NotingServer();
    const served = server.serveForever().then(() => server.notes.push("served"));
    server.arrive("slow");
    await until(() => server.noted("handle").length === 1);
    await server.shutdown();
    await settle();
    assert.ok(!server.notes.includes("served"));
    server.gate.resolve();
    await served;
    assert.deepEqual(server.notes.slice(-4), ["finish slow", "shutdownRequest slow", "closeRequest slow", "served"]);
  });

  test("may be followed by serveForever at once", async () => {
    const server = new NotingServer();
    const first = server.serveForever();
    await server.shutdown();
    await serving(server, async () => {
      server.arrive("a");
      await until(() => server.noted("finish").length === 1);
    });
    await first;
  });

  for (const where of ["handle", "verifyRequest", "serviceActions", "serverActivate", "shutdownRequest"]) {
    test(`may be awaited in ${where}`, async () => {
      class Stopping extends NotingHandler {
        override async handle(): Promise<void> {
          if (where === "handle") await this.server.shutdown();
          this.server.notes.push("handled");
        }
      }
      class Stopped extends NotingServer {
        override async verifyRequest(): Promise<boolean> {
          if (where === "verifyRequest") await this.shutdown();
          return true;
        }

        override async serviceActions(): Promise<void> {
          if (where === "serviceActions") await this.shutdown();
        }

        override async serverActivate(): Promise<void> {
          if (where === "serverActivate") await this.shutdown();
        }

        override async shutdownRequest(): Promise<void> {
          if (where === "shutdownRequest") await this.shutdown();
        }
      }
      const server = new Stopped(Stopping);
      server.arrive("a");
      await server.serveForever(0.001);
      await server.serverClose();
    });
  }

  test("tells handlers at work, and those whose setup takes longer once that is done", async () => {
    class SlowSetup extends NotingHandler {
      override async setup(): Promise<void> {
        await super.setup();
        await this.server.gate.promise;
      }

      override handle(): Promise<void> {
        this.server.notes.push(`handle ${this.request}`);
        return Promise.resolve();
      }
    }
    const server = new NotingServer(SlowSetup);
    const served = server.serveForever();
    server.arrive("a");
    await until(() => server.noted("setup").length === 1);
    await server.shutdown();
    server.gate.resolve();
    await served;
    assert.deepEqual(server.notes.slice(4, 8), ["setup a", "stopping a", "stopping a", "handle a"]);
  });

  /** Handles requests when the test says so. */
  class Pool extends NotingServer {
    readonly begins: (() => Promise<void>)[] = [];

    override processRequest(request: string, clientAddress: Address): void {
      this.begins.push(() => this.finishRequest(request, clientAddress));
    }
  }

  test("between two calls of handleRequest tells a handler that a pool begins behind it", async () => {
    const server = new Pool();
    server.arrive("late");
    await server.handleRequest();
    await server.shutdown();
    await server.begins.pop()?.();
    assert.deepEqual(server.noted("stopping"), ["late"]);
  });

  for (const end of ["shutdown", "serverClose"] as const) {
    test(`tells a handler that a pool begins behind ${end}, and none of the next serveForever`, async () => {
      const server = new Pool();
      const served = server.serveForever();
      server.arrive("late");
      await until(() => server.begins.length === 1);
      await server[end]();
      await served;
      await server.begins.pop()?.();
      assert.deepEqual(server.notes.slice(-4), ["setup late", "stopping late", "handle late", "finish late"]);
      await serving(server, async () => {
        server.arrive("next");
        await until(() => server.begins.length === 1);
        await server.begins.pop()?.();
      });
      assert.deepEqual(server.noted("stopping"), ["late"]);
    });
  }
});

describe("serverClose", () => {
  test("ends serveForever", async () => {
    const server = new NotingServer();
    const served = server.serveForever();
    await settle();
    await server.serverClose();
    await served;
  });

  test("cuts requests that were not got, and lets the one in hand finish", async () => {
    const server = new NotingServer();
    const served = server.serveForever();
    server.arrive("slow", "b", "c");
    await until(() => server.noted("handle").length === 1);
    await server.serverClose();
    server.gate.resolve();
    await served;
    assert.deepEqual(server.noted("abortRequest"), ["b", "c"]);
    assert.deepEqual(server.noted("closeRequest"), ["slow"]);
  });

  test("is called at the end of an `await using` block", async () => {
    let served: Promise<void> | undefined;
    {
      await using server = new NotingServer();
      served = server.serveForever();
      await settle();
    }
    await served;
  });

  test("of a server that was never used does nothing", async () => {
    const server = new NotingServer();
    await server.serverClose();
    assert.deepEqual(server.notes, []);
  });
});

describe("drain", () => {
  test("waits for requests in hand, and says that none was cut", async () => {
    const server = new NotingServer();
    const served = server.serveForever();
    server.arrive("slow");
    await until(() => server.activeCount === 1);
    await server.shutdown();
    setTimeout(() => server.gate.resolve(), 10);
    assert.equal(await server.drain(10_000), 0);
    assert.deepEqual(server.noted("finish"), ["slow"]);
    await served;
  });

  test("of a server with nothing in hand does not wait", { timeout: 30_000 }, async () => {
    assert.equal(await new NotingServer().drain(60_000), 0);
  });

  test("cuts those that take longer, and says how many", async () => {
    const server = new NotingServer();
    server.turn = undefined;
    const served = server.serveForever();
    server.arrive("slow 1", "slow 2");
    await until(() => server.activeCount === 2);
    await server.shutdown();
    assert.equal(await server.drain(10), 2);
    assert.deepEqual(server.noted("abortRequest"), ["slow 1", "slow 2"]);
    server.gate.resolve();
    await served;
  });
});

test("the attributes are what was given, and no more has happened", () => {
  const server = new BaseServer<string>(CLIENT, NotingHandler);
  assert.equal(server.serverAddress, CLIENT);
  assert.equal(server.RequestHandlerClass, NotingHandler);
  assert.equal(server.timeout, null);
});

function hidden(): object {
  return {
    [Symbol.for("nodejs.util.inspect.custom")]() {
      throw new Error("no look");
    },
  };
}
