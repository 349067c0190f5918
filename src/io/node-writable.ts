// A Node stream in front of an output, for `stream.pipeline` and its like.

import type { Writable } from "node:stream";

/** What such a stream writes to; both say when the client has made room. */
interface Output {
  write(data: Uint8Array): number | PromiseLike<number>;
  flush(): number | PromiseLike<number>;
}

/** Makes a stream that writes to `output`, and flushes it at its end. `over` is called when it was ended or destroyed. */
export function nodeWritable(output: Output, over: () => void): Writable {
  const stream = process.getBuiltinModule("node:stream");
  return new stream.Writable({
    write: (chunk: Buffer, _encoding, done) => {
      Promise.resolve(output.write(chunk)).then(() => done(), done);
    },
    final: (done) => {
      Promise.resolve(output.flush()).then(() => done(), done);
    },
    destroy: (error, done) => {
      over();
      done(error);
    },
  });
}
