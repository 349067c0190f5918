// The transport over a Node socket, plain or TLS. It owns no timer and no buffer.

import type { Socket } from "node:net";
import { TimeoutError } from "../http/errors.ts";
import { markPeerDone } from "./peer-done.ts";
import { resetSocket } from "./reset-socket.ts";
import type { InputSink, OutputListener, Transport } from "./transport.ts";

const OWNER = Symbol("transport");

/** Writes of this many bytes are waited for by whoever writes on; 16 KiB. Node tells of each that asks, which takes it a turn. */
const TOLD_BYTES = 16384;

/** Loaded when there is a socket; until then nothing else needs it. */
let plainSocket: typeof Socket | undefined;

/** A socket that knows its transport: its listeners are the same for all, as one made for each costs every connection memory. */
type OwnedSocket = Socket & { [OWNER]: SocketTransport };

/** A `Transport` on `net.Socket` or `tls.TLSSocket`. */
export class SocketTransport implements Transport {
  readonly socket: Socket;
  #whenWritten: (() => void) | undefined;
  #input: InputSink | undefined;
  #output: OutputListener | undefined;
  #hasTimer = false;
  /** True when the time limit passed while nobody waited for input: the handler was at work. */
  #hasTimedOut = false;
  /** The time limit for silence, and the one for a client that takes nothing. */
  #timeoutMs = 0;
  #stallMs = Number.POSITIVE_INFINITY;
  /** True while the limit for stalls is the one that runs. */
  #isStalled = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  attach(input: InputSink, output: OutputListener): void {
    const { socket } = this;
    this.#input = input;
    this.#output = output;
    (socket as OwnedSocket)[OWNER] = this;
    socket.on("data", takeChunk);
    socket.on("end", takeEnd);
    socket.on("close", takeClose);
    if (socket.destroyed) this.closed();
  }

  /** Is told by the socket that bytes have come, or that none will: undefined. */
  received(chunk: Buffer | undefined): void {
    if (chunk === undefined) this.#input?.pushEnd();
    else this.#input?.push(chunk);
  }

  /** Is told by the socket that it is closed. */
  closed(): void {
    this.#input?.pushEnd();
    this.#output?.closed();
  }

  /** Is told by the socket that its time limit has passed. */
  timedOut(): void {
    if (this.#isStalled && this.socket.writableLength === 0) return this.#endStall();
    this.#hasTimedOut = this.#input?.fail(new TimeoutError()) === false;
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
    this.#timeoutMs = milliseconds;
    this.#limitSilence(milliseconds);
  }

  awaitInput(): void {
    if (!this.#hasTimedOut) return;
    this.#hasTimedOut = false;
    this.#limitSilence(this.#timeoutMs);
  }

  limitStalls(milliseconds: number): void {
    this.#stallMs = milliseconds;
  }

  watchStall(): void {
    const isBehind = this.socket.writableLength > 0;
    if (isBehind === this.#isStalled || this.#stallMs === Number.POSITIVE_INFINITY) return;
    if (isBehind) this.#beginStall();
    else this.#endStall();
  }

  /** Node's timer of a socket is put off by every byte the peer takes, which nothing else here can see. */
  #beginStall(): void {
    this.#isStalled = true;
    this.#limitSilence(this.#timeoutMs === 0 ? this.#stallMs : Math.min(this.#stallMs, this.#timeoutMs));
  }

  #endStall(): void {
    this.#isStalled = false;
    this.#limitSilence(this.#timeoutMs);
  }

  /** Sets the socket's timer, which most connections never need. */
  #limitSilence(milliseconds: number): void {
    if (!this.#hasTimer) this.socket.on("timeout", takeTimeout);
    this.#hasTimer = true;
    this.socket.setTimeout(milliseconds);
  }

  expectNoMore(): void {
    markPeerDone(this.socket);
  }

  detach(): void {
    this.socket.pause();
    for (const event of ["data", "timeout"]) this.socket.removeAllListeners(event);
    this.#isStalled = false; // what is still being written must not set a limit anew
    this.socket.setTimeout(0);
  }

  reset(): void {
    resetSocket(this.socket);
  }
}

function takeChunk(this: Socket, chunk: Buffer): void {
  (this as OwnedSocket)[OWNER].received(chunk);
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
