// basehttp/testing: help for tests of handlers.

export { type Exchange, exchange } from "./exchange.ts";
export { type RunningServer, type ServerClass, type ServerMaker, startServer } from "./start-server.ts";
