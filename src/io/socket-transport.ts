// The transport over a Node socket, plain or TLS. It owns no timer and no buffer.

import type { Socket } from "node:net";
import { TimeoutError } from "../http/errors.ts";
import { resetSocket } from "./reset-socket.ts";
import type { InputSink, OutputListener, Transport } from "./transport.ts";

/** A `Transport` on `net.Socket` or `tls.TLSSocket`. */
export class SocketTransport implements Transport {
  readonly socket: Socket;
  #whenWritten: (() => void) | undefined;
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
    const whenWritten = (): void => {
      if (this.#isStalled && socket.writableLength === 0) this.#endStall();
      output.drained();
    };
    this.#whenWritten = whenWritten;
    socket.on("data", (chunk: Buffer) => input.push(chunk));
    socket.on("end", () => input.pushEnd());
    socket.on("drain", whenWritten);
    socket.on("close", () => {
      input.pushEnd();
      output.closed();
    });
    socket.on("timeout", () => {
      this.#hasTimedOut = !input.fail(new TimeoutError());
      if (socket.writableLength === 0) return;
      output.timedOut();
      resetSocket(socket);
    });
    if (socket.destroyed) {
      input.pushEnd();
      output.closed();
    }
  }

  write(data: string | Buffer): void {
    if (typeof data === "string") this.socket.write(data, "latin1", this.#whenWritten);
    else this.socket.write(data, this.#whenWritten);
    if (this.socket.writableLength > 0) this.#beginStall();
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
    this.socket.setTimeout(milliseconds);
  }

  awaitInput(): void {
    if (!this.#hasTimedOut) return;
    this.#hasTimedOut = false;
    this.socket.setTimeout(this.#timeoutMs);
  }

  limitStalls(milliseconds: number): void {
    this.#stallMs = milliseconds;
  }

  /** Node's timer of a socket is put off by every byte the peer takes, which nothing else here can see. */
  #beginStall(): void {
    if (this.#isStalled || this.#stallMs === Number.POSITIVE_INFINITY) return;
    this.#isStalled = true;
    this.socket.setTimeout(this.#timeoutMs === 0 ? this.#stallMs : Math.min(this.#stallMs, this.#timeoutMs));
  }

  #endStall(): void {
    this.#isStalled = false;
    this.socket.setTimeout(this.#timeoutMs);
  }

  detach(): void {
    this.socket.pause();
    for (const event of ["data", "drain", "timeout"]) this.socket.removeAllListeners(event);
    this.#isStalled = false; // what is still being written must not set a limit anew
    this.socket.setTimeout(0);
  }

  reset(): void {
    resetSocket(this.socket);
  }
}
