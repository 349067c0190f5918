// Python's ready-made combinations of a server and a mixin.

import type { Constructor } from "./constructor.ts";
import { type ForkingMembers, ForkingMixIn } from "./forking-mixin.ts";
import { TCPServer } from "./tcp-server.ts";
import { type ThreadingMembers, ThreadingMixIn } from "./threading-mixin.ts";
import { UDPServer } from "./udp-server.ts";
import { UnixDatagramServer, UnixStreamServer } from "./unix-server.ts";

const ThreadingTCP: typeof TCPServer & Constructor<ThreadingMembers> = ThreadingMixIn(TCPServer);
const ThreadingUDP: typeof UDPServer & Constructor<ThreadingMembers> = ThreadingMixIn(UDPServer);
const ThreadingUnixStream: typeof UnixStreamServer & Constructor<ThreadingMembers> = ThreadingMixIn(UnixStreamServer);
const ThreadingUnixDatagram: typeof UnixDatagramServer & Constructor<ThreadingMembers> =
  ThreadingMixIn(UnixDatagramServer);
const ForkingTCP: typeof TCPServer & Constructor<ForkingMembers> = ForkingMixIn(TCPServer);
const ForkingUDP: typeof UDPServer & Constructor<ForkingMembers> = ForkingMixIn(UDPServer);
const ForkingUnixStream: typeof UnixStreamServer & Constructor<ForkingMembers> = ForkingMixIn(UnixStreamServer);
const ForkingUnixDatagram: typeof UnixDatagramServer & Constructor<ForkingMembers> = ForkingMixIn(UnixDatagramServer);

/** A TCP server that handles many connections at a time. */
export class ThreadingTCPServer extends ThreadingTCP {}

/** A UDP server that handles many packets at a time. */
export class ThreadingUDPServer extends ThreadingUDP {}

/** A server on a Unix socket that handles many connections at a time. */
export class ThreadingUnixStreamServer extends ThreadingUnixStream {}

/** A stand-in for Python's class of this name; see `UnixDatagramServer`. */
export class ThreadingUnixDatagramServer extends ThreadingUnixDatagram {}

/** A TCP server with several processes. */
export class ForkingTCPServer extends ForkingTCP {}

/** A UDP server with several processes. */
export class ForkingUDPServer extends ForkingUDP {}

/** A server on a Unix socket, with several processes. */
export class ForkingUnixStreamServer extends ForkingUnixStream {}

/** A stand-in for Python's class of this name; see `UnixDatagramServer`. */
export class ForkingUnixDatagramServer extends ForkingUnixDatagram {}
