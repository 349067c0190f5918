// A Node stream in front of an output, for `stream.pipeline` and its like.

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

/** Makes a stream that writes to `output`, and flushes it at its end. Until it was ended or destroyed it is one of `feeds`. */
export function nodeWritable(output: Output, feeds: Feeds): Writable {
  const { Writable } = process.getBuiltinModule("node:stream");
  /** Bytes that were given to `output`, and that the stream still counts as its own. */
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

/** What can be done at once is: of writes that follow each other none is left in the stream when a method returns. */
function settle(result: number | PromiseLike<number>, done: Done): void {
  if (typeof result === "number") done();
  else result.then(() => done(), done);
}

function excess(output: Output): Error | undefined {
  return output.excessBytes > 0 ? new RangeError(TOO_MUCH) : undefined;
}

/** Who pipes a stream into another listens there to "unpipe", other pipelines to "drain"; each until it has come to its end. */
function isBeingFed(stream: Writable): boolean {
  return stream.listenerCount("unpipe") > 0 || stream.listenerCount("drain") > 0;
}
