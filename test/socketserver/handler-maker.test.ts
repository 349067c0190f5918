import assert from "node:assert/strict";
import { test } from "node:test";
import { type HandlerMaker, isClass, makeHandler } from "../../src/socketserver/handler-maker.ts";
import { BaseRequestHandler } from "../../src/socketserver/request-handlers.ts";

class Handler extends BaseRequestHandler {}

test("a handler is made by a class or by a function, with the request, the address and the server", () => {
  const makers: HandlerMaker[] = [Handler, (...args) => new Handler(...args)];
  for (const maker of makers) {
    const handler = makeHandler(maker, "request", "", "server");
    assert.ok(handler instanceof Handler);
    assert.deepEqual([handler.request, handler.clientAddress, handler.server], ["request", "", "server"]);
  }
});

test("a function that returns no handler is a mistake, and the error says so", () => {
  const makers = [() => undefined, () => ({}), () => null] as unknown as HandlerMaker[];
  for (const maker of makers) assert.throws(() => makeHandler(maker, "", "", ""), /function that returns a handler/);
});

test("what is neither class nor function is the same mistake", () => {
  const makers = [undefined, null, {}, "Handler"] as unknown as HandlerMaker[];
  for (const maker of makers) assert.throws(() => makeHandler(maker, "", "", ""), /function that returns a handler/);
});

test("a class is told from functions of all kinds", () => {
  const functions = [() => "", function plain() {}, Handler.bind(undefined), async () => "", { method() {} }.method];
  assert.ok(isClass(Handler));
  for (const one of functions) assert.equal(isClass(one as () => unknown), false);
});
