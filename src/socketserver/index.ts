// basehttp/socketserver: Python's `socketserver`.

export type { BufferedReader } from "../io/buffered-reader.ts";
export type { ResponseWriter } from "../io/response-writer.ts";
export type { Transport } from "../io/transport.ts";
export type { Arrival } from "./arrival.ts";
export { BaseServer } from "./base-server.ts";
export {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from "./combinations.ts";
export type { AnyRequest, Constructor } from "./constructor.ts";
export { type ForkingMembers, ForkingMixIn } from "./forking-mixin.ts";
export { type HandlerMaker, makeHandler, type RequestHandler } from "./handler-maker.ts";
export {
  BaseRequestHandler,
  type DatagramRequest,
  DatagramRequestHandler,
  type StreamRequest,
  StreamRequestHandler,
} from "./request-handlers.ts";
export type { Address, AddressFamily } from "./server-address.ts";
export { TCPServer } from "./tcp-server.ts";
export { type ThreadingMembers, ThreadingMixIn } from "./threading-mixin.ts";
export { UDPServer } from "./udp-server.ts";
export { UnixDatagramServer, UnixStreamServer } from "./unix-server.ts";
