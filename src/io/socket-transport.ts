// The transport over a Node socket, plain or TLS. It has no buffer; its only timer, until `detach`, is the socket's own.

import type { Socket } from "node:net";
import { TimeoutError } from "../http/errors.ts";
import { takenBytes } from "./large-writes.ts";
import { markPeerDone } from "./peer-done.ts";
import { resetSocket } from "./reset-socket.ts";
import { timerDelay } from "./timer.ts";
import type { InputSink, OutputListener, Transport } from "./transport.ts";

const OWNER = Symbol("transport");

/** Somebody may wait until a write of this size has left; 16 KiB. A smaller one alone asks for no report, which takes Node a turn. */
const TOLD_BYTES = 16384;

/** Loaded with the first socket; until then nothing else needs it. */
let plainSocket: typeof Socket | undefined;

/** A socket that knows its transport: all sockets share their listeners, as new ones would cost every connection memory. */
type OwnedSocket = Socket & { [OWNER]: SocketTransport };

/**
 * A `Transport` on `net.Socket` or `tls.TLSSocket`.
 *
 * Like every readable stream, a socket gives what it reads to its own `push`. If the stream flows and holds nothing, `push` emits "data"
 * and then, in a turn of its own, asks for more, which a socket reads anyway: together that costs a fifteenth of a small request. Here
 * `push` gives the bytes straight to the listener of "data". All else is left to the stream: pausing, what it held back meanwhile, the
 * end, and other listeners.
 */
export class SocketTransport implements Transport {
  readonly socket: Socket;
  #whenWritten: (() => void) | undefined;
  #input: InputSink | undefined;
  #output: OutputListener | undefined;
  /** The time limits for silence, and for a client that takes nothing of what is sent; Infinity for none. */
  #silenceMs = Number.POSITIVE_INFINITY;
  #stallMs = Number.POSITIVE_INFINITY;
  /** While the client is behind with what is sent: how much it had taken at the last change, and when that was seen. */
  #behind: { readonly taken: number; readonly since: number } | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  attach(input: InputSink, output: OutputListener): void {
    const { socket } = this;
    this.#input = input;
    this.#output = output;
    (socket as OwnedSocket)[OWNER] = this;
    socket.on("data", takeChunk);
    socket.push = pushChunk;
    socket.on("end", takeEnd);
    socket.on("close", takeClose);
    if (socket.destroyed) this.closed();
  }

  /** Is told by the socket that bytes have come or, by undefined, that no more will. */
  received(chunk: Buffer | undefined): void {
    if (chunk === undefined) this.#input?.pushEnd();
    else this.#input?.push(chunk);
  }

  /** Is told by the socket that it is closed. */
  closed(): void {
    this.#input?.pushEnd();
    this.#output?.closed();
  }

  /** Is told that a time limit has passed. */
  timedOut(): void {
    this.#input?.fail(new TimeoutError());
    if (this.socket.writableLength === 0) return;
    this.#output?.timedOut();
    resetSocket(this.socket);
  }

  write(data: string | Buffer): void {
    const { socket } = this;
    const isTold = data.length >= TOLD_BYTES || socket.writableLength > 0;
    const whenWritten = isTold ? this.#drained() : undefined;
    if (typeof data === "string") socket.write(data, "latin1", whenWritten);
    else socket.write(data, whenWritten);
  }

  #drained(): () => void {
    this.#whenWritten ??= () => this.#output?.drained();
    return this.#whenWritten;
  }

  cork(): void {
    this.socket.cork();
  }

  uncork(): void {
    this.socket.uncork();
  }

  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  get deliversReads(): boolean {
    plainSocket ??= process.getBuiltinModule("node:net").Socket;
    return this.socket.constructor === plainSocket;
  }

  get isOpen(): boolean {
    return this.socket.writable;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  setTimeout(milliseconds: number): void {
    this.#silenceMs = milliseconds === 0 ? Number.POSITIVE_INFINITY : milliseconds;
    this.#limitSilence();
  }

  awaitInput(): void {
    if (this.#silenceMs !== Number.POSITIVE_INFINITY && this.#behind === undefined) this.#limitSilence();
  }

  limitStalls(milliseconds: number): void {
    this.#stallMs = milliseconds;
  }

  watchStall(now: number): void {
    if (this.socket.writableLength === 0) {
      this.#behind = undefined;
      return;
    }
    const taken = takenBytes(this.socket);
    if (taken !== this.#behind?.taken) this.#behind = { taken, since: now };
    else if (now - this.#behind.since >= this.#stallMs) this.timedOut();
  }

  #limitSilence(): void {
    const { socket } = this;
    const isLimited = this.#silenceMs !== Number.POSITIVE_INFINITY;
    socket.off("timeout", takeTimeout);
    if (isLimited) socket.on("timeout", takeTimeout);
    socket.setTimeout(isLimited ? timerDelay(this.#silenceMs) : 0);
  }

  expectNoMore(): void {
    markPeerDone(this.socket);
  }

  detach(): void {
    const { socket } = this;
    socket.pause();
    // It flows again once somebody listens, like a socket that was never read, and like those of Node's "upgrade" event.
    (socket as { readableFlowing: boolean | null }).readableFlowing = null;
    socket.off("data", takeChunk);
    this.#silenceMs = Number.POSITIVE_INFINITY;
    this.#stallMs = Number.POSITIVE_INFINITY;
    this.#limitSilence();
  }

  reset(): void {
    resetSocket(this.socket);
  }
}

function takeChunk(this: Socket, chunk: Buffer): void {
  (this as OwnedSocket)[OWNER].received(chunk);
}

function pushChunk(this: Socket, chunk: unknown, encoding?: BufferEncoding): boolean {
  const isOurs = this.listenerCount("data", takeChunk) === 1 && this.listenerCount("data") === 1;
  if (!isOurs || chunk === null || this.readableFlowing !== true || this.readableLength > 0) {
    return (Object.getPrototypeOf(this) as Socket).push.call(this, chunk, encoding);
  }
  (this as OwnedSocket)[OWNER].received(chunk as Buffer);
  return true;
}

function takeEnd(this: Socket): void {
  (this as OwnedSocket)[OWNER].received(undefined);
}

function takeClose(this: Socket): void {
  (this as OwnedSocket)[OWNER].closed();
}

function takeTimeout(this: Socket): void {
  (this as OwnedSocket)[OWNER].timedOut();
}
