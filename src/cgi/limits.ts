// Every bound of CGI scripts, with its unit and its reason. A handler's `cgiLimits` overrides them.

/** What scripts may use of the machine and of the server. Infinity switches a limit off. */
export interface CgiLimits {
  /** Milliseconds a script may take until its head is complete, counted anew with each piece of the request body; 60,000 (nginx). Answered 504. */
  readonly firstByteMs: number;
  /** Milliseconds a script may run in all; 3,600,000, for a long download over a slow line. Then it is ended, and the connection cut. */
  readonly runMs: number;
  /** Milliseconds between asking a script to end (SIGTERM) and ending it (SIGKILL); 2,000. */
  readonly killGraceMs: number;
  /** Milliseconds of silence that end the output of a script that has exited, as programs it left behind may hold it open; 250. */
  readonly lingerMs: number;
  /** Scripts that run at the same time; 32, as an interpreter takes some 20 MB. */
  readonly maxProcesses: number;
  /** Requests that wait for one of these to end; 128. Any more are answered 503. */
  readonly maxQueued: number;
  /** Milliseconds such a request may wait; 30,000. Answered 503. */
  readonly queueMs: number;
  /** Bytes of the head of a script's output; 65,536. Answered 502. */
  readonly maxHeadBytes: number;
  /** Fields of that head; 100. Answered 502. */
  readonly maxHeadFields: number;
  /** Bytes logged of what one run writes to stderr; 65,536. */
  readonly maxStderrBytes: number;
  /** Redirections within the server for one request; 10, Apache's. Answered 502. */
  readonly maxRedirects: number;
  /** Bytes of one chunked request body, which is kept in a file until it is complete; 268,435,456. Answered 413. */
  readonly maxSpoolBytes: number;
  /** Bytes of all such files of a server; 1,073,741,824. Answered 503. */
  readonly maxAllSpoolBytes: number;
  /** Bytes of address space of each process (`prlimit --as`); Infinity. */
  readonly maxMemoryBytes: number;
  /** Seconds of processor time of each process (`prlimit --cpu`); Infinity. */
  readonly maxCpuSeconds: number;
  /** Processes of the user the scripts run as, taken together (`prlimit --nproc`); Infinity. It does not bind root. */
  readonly maxUserProcesses: number;
}

export const DEFAULT_CGI_LIMITS: CgiLimits = Object.freeze({
  firstByteMs: 60_000,
  runMs: 3_600_000,
  killGraceMs: 2_000,
  lingerMs: 250,
  maxProcesses: 32,
  maxQueued: 128,
  queueMs: 30_000,
  maxHeadBytes: 65_536,
  maxHeadFields: 100,
  maxStderrBytes: 65_536,
  maxRedirects: 10,
  maxSpoolBytes: 268_435_456,
  maxAllSpoolBytes: 1_073_741_824,
  maxMemoryBytes: Number.POSITIVE_INFINITY,
  maxCpuSeconds: Number.POSITIVE_INFINITY,
  maxUserProcesses: Number.POSITIVE_INFINITY,
});
