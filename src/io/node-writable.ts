// A Node stream in front of an output, for `stream.pipeline` and the like.

import type { Writable } from "node:stream";
import type { Feed, Feeds } from "./feeds.ts";

const TOO_MUCH = "More bytes were written than the Content-Length of the response announced.";

/** What such a stream writes to; `write` and `flush` say when the client has made room. */
interface Output {
  write(data: Uint8Array): number | PromiseLike<number>;
  flush(): number | PromiseLike<number>;
  readonly isClosed: boolean;
  /** Bytes dropped because the announced length was reached. */
  readonly excessBytes: number;
}

type Done = (error?: Error) => void;

/** Makes a stream that writes to `output`, and flushes it at its end. It is one of `feeds` until it has ended or is destroyed. */
export function nodeWritable(output: Output, feeds: Feeds): Writable {
  const { Writable } = process.getBuiltinModule("node:stream");
  /** Bytes that `output` has been given, and that the stream still counts as its own. */
  let givenBytes = 0;
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      givenBytes = chunk.length;
      const written = output.write(chunk);
      const end: Done = (error) => {
        givenBytes = 0;
        done(error ?? excess(output));
      };
      settle(written, end);
    },
    final: (done) => settle(output.flush(), done),
    destroy: (error, done) => {
      feeds.delete(feed);
      done(error);
    },
  });
  const feed: Feed = {
    get isAtWork() {
      return stream.writableLength > givenBytes || (!stream.writableEnded && isBeingFed(stream));
    },
    stop: () => void stream.destroy(),
  };
  if (output.isClosed) feed.stop();
  else feeds.add(feed);
  return stream;
}

/** Settles at once what it can, so that of several writes in a row none is left in the stream when a method returns. */
function settle(result: number | PromiseLike<number>, done: Done): void {
  if (typeof result === "number") done();
  else result.then(() => done(), done);
}

function excess(output: Output): Error | undefined {
  return output.excessBytes > 0 ? new RangeError(TOO_MUCH) : undefined;
}

/** `pipe` listens for "unpipe" on the stream it writes to, other pipelines for "drain"; each until it has come to its end. */
function isBeingFed(stream: Writable): boolean {
  return stream.listenerCount("unpipe") > 0 || stream.listenerCount("drain") > 0;
}
