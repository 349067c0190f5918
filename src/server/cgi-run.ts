// One script for one request: its process, what goes in, what comes out, and how it ends.

import { type Attempt, type CgiFailure, outputFailure } from "../cgi/failure.ts";
import { CgiFeeder, type FeederWatch } from "../cgi/feeder.ts";
import { CgiHeadParser, CgiOutputError } from "../cgi/output.ts";
import { CgiProcess, type Command, type Ending } from "../cgi/process.ts";
import { ProcessOutput } from "../cgi/process-output.ts";
import { type CgiResponse, responseOf } from "../cgi/response.ts";
import { StderrLines } from "../cgi/stderr-lines.ts";
import { hasNoContent } from "../http/framing.ts";
import { afterReading, timerDelay } from "../io/timer.ts";
import type { CgiHost } from "./cgi-host.ts";
import type { CgiScript } from "./cgi-script.ts";

/** Bytes of a body that is not sent, as for HEAD and 204, after which its script is ended; 1 MiB: most have written all by then. */
const DISCARDED_BYTES = 1_048_576;

const TOO_LONG = "did not end in time, and was ended";

/** Why a script was ended before its time. */
type Interruption = "gone" | "firstByte" | "run" | "output" | "excess" | "body";

/** What to run. */
export interface RunPlan {
  readonly script: CgiScript;
  readonly command: Command;
  /** True if `prlimit` starts the script. */
  readonly isWrapped: boolean;
}

/** One run of a script. */
export class CgiRun implements FeederWatch {
  readonly #host: CgiHost;
  readonly #plan: RunPlan;
  readonly #process: CgiProcess;
  readonly #output: ProcessOutput;
  readonly #parser: CgiHeadParser;
  #feeder: CgiFeeder | undefined;
  #bodyError: unknown;
  #interruption: Interruption | undefined;
  #ending: Ending | undefined;
  #hasHead = false;
  /** Bytes of the body that are still to come, where that is known. */
  #missing = Number.POSITIVE_INFINITY;
  #headTimer: NodeJS.Timeout | undefined;
  #runTimer: NodeJS.Timeout | undefined;

  /** Starts the script; `released` is called when its process has ended. */
  constructor(host: CgiHost, plan: RunPlan, released: () => void) {
    const { lingerMs, runMs } = host.cgiLimits;
    this.#host = host;
    this.#plan = plan;
    this.#parser = new CgiHeadParser(host.cgiLimits);
    this.#process = new CgiProcess(plan.command);
    this.#output = new ProcessOutput(this.#process.output, lingerMs);
    void this.#process.ended.then((ending) => {
      released();
      this.#processEnded(ending);
    });
    this.#logErrors();
    this.#runTimer = timerFor(runMs, () => this.#runOut())?.unref();
    this.hasFed();
  }

  /** Answers the request with what the script writes. @returns the target it leads to, if that is to be answered instead. */
  async answer(signal: AbortSignal): Promise<string | undefined> {
    const leave = (): void => this.#interrupt("gone");
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave);
    this.#feed();
    try {
      return await (this.#speaksHttp ? this.#copyRaw() : this.#respond());
    } catch (error) {
      if (!(error instanceof CgiOutputError)) throw error;
      this.#fail({ status: 502, explanation: error.message });
      this.#interrupt("output");
      return undefined;
    } finally {
      signal.removeEventListener("abort", leave);
      clearTimeout(this.#headTimer);
      await this.#settle();
    }
  }

  /** Whether what the script writes is the whole response (RFC 3875 §5). */
  get #speaksHttp(): boolean {
    return this.#plan.script.script.startsWith("nph-");
  }

  waitsForClient(): void {
    clearTimeout(this.#headTimer);
  }

  hasFed(): void {
    clearTimeout(this.#headTimer);
    if (!this.#hasHead)
      this.#headTimer = timerFor(this.#host.cgiLimits.firstByteMs, () => this.#interrupt("firstByte"));
  }

  #feed(): void {
    const { input } = this.#process;
    if (input === undefined) return;
    this.#feeder = new CgiFeeder(this.#host.rfile, input, this);
    this.#feeder.feeding.catch((error: unknown) => {
      this.#bodyError = error;
      this.#interrupt("body");
    });
  }

  async #respond(): Promise<string | undefined> {
    let rest: Buffer | undefined;
    while (rest === undefined) {
      const piece = await this.#output.next();
      if (piece === undefined) return this.#endWithoutHead();
      rest = this.#parser.read(piece);
    }
    this.#headIsThere();
    const response = responseOf(this.#parser.head);
    if (response.kind === "redirect") return this.#leadTo(response.target);
    const isDiscarded = this.#host.command === "HEAD" || hasNoContent(response.status);
    const announced = this.#sendHead(response);
    this.#missing = isDiscarded ? 0 : announced;
    await this.#copy(rest, isDiscarded);
    return this.#endWithHead();
  }

  /** Lets the script end first: it may still be changing the page it leads to. */
  async #leadTo(target: string): Promise<string | undefined> {
    let discarded = 0;
    for (let piece = await this.#output.next(); piece !== undefined; piece = await this.#output.next()) {
      discarded += piece.length;
      if (discarded > DISCARDED_BYTES) this.#interrupt("excess");
    }
    await this.#processMayEnd();
    const isLet = this.#interruption === undefined || this.#interruption === "excess";
    return isLet ? target : this.#endWithoutHead();
  }

  #headIsThere(): void {
    this.#hasHead = true;
    clearTimeout(this.#headTimer);
  }

  /** @returns how long the body will be, as far as that is known. */
  #sendHead({ status, reason, fields }: CgiResponse & { kind: "answer" }): number {
    const host = this.#host;
    const isPlain = this.#parser.head.status === undefined && status === 200;
    host.sendResponse(status, isPlain ? "Script output follows" : reason);
    for (const [name, value] of fields) host.sendHeader(name, value);
    const { contentLength = Number.POSITIVE_INFINITY } = host.responseHead;
    host.endHeaders();
    return contentLength;
  }

  /** Copies the body. Each piece is sent as it comes, and none is read while the client is slow. */
  async #copy(rest: Buffer, isDiscarded: boolean): Promise<void> {
    const { wfile } = this.#host;
    let discarded = 0;
    for (let piece: Buffer | undefined = rest; piece !== undefined; piece = await this.#output.next()) {
      if (piece.length > 0) await wfile.write(piece);
      this.#missing -= piece.length;
      discarded += isDiscarded ? piece.length : 0;
      if (wfile.excessBytes > 0 || discarded > DISCARDED_BYTES) return this.#interrupt("excess");
    }
  }

  /** Copies all the output of a script that speaks HTTP itself. */
  async #copyRaw(): Promise<undefined> {
    const { wfile } = this.#host;
    for (let piece = await this.#output.next(); piece !== undefined; piece = await this.#output.next()) {
      if (!this.#hasHead) {
        this.#host.closeConnection = true;
        this.#host.logRequest("-");
        this.#headIsThere();
      }
      await wfile.write(piece);
    }
    return this.#hasHead ? this.#endWithHead() : this.#endWithoutHead();
  }

  async #endWithoutHead(): Promise<undefined> {
    await this.#processMayEnd();
    if (this.#interruption === "gone") return; // there is nobody to answer
    if (this.#interruption === "body") throw this.#bodyError;
    this.#fail(this.#failure());
  }

  /** What went wrong with a script that wrote no head. */
  #failure(): CgiFailure {
    if (this.#interruption === "firstByte")
      return { status: 504, explanation: "wrote no complete header in time, and was ended" };
    if (this.#interruption === "run") return { status: 504, explanation: TOO_LONG };
    return outputFailure(this.#ending, this.#parser.hasBegun, this.#attempt);
  }

  get #attempt(): Attempt {
    const { script, command, isWrapped } = this.#plan;
    const { file: program, identity } = command;
    const user = identity === undefined ? undefined : String(this.#host.cgiUser);
    return { file: script.file, program, kind: script.kind, user, identity, isWrapped };
  }

  /** Cuts the connection where the client must not take what it got for the whole. A complete answer stays so, however the script ended. */
  async #endWithHead(): Promise<undefined> {
    await this.#processMayEnd();
    const ending = this.#ending;
    const isWhole = this.#missing <= 0;
    if (this.#interruption === "run") this.#log(TOO_LONG);
    if (this.#interruption === "body") this.#checkBody(isWhole);
    const isKilled = ending?.kind === "exited" && ending.code < 0;
    const mayBeShort = this.#interruption === undefined ? isKilled : this.#interruption !== "excess";
    if (!mayBeShort || isWhole) return;
    this.#host.closeConnection = true;
    this.#host.wfile.abort();
  }

  #checkBody(isAnswered: boolean): void {
    if (!isAnswered) throw this.#bodyError;
    this.#log("was ended after its answer, as the rest of the request did not come");
    this.#host.closeConnection = true;
  }

  #fail({ status, explanation }: CgiFailure): void {
    this.#log(explanation);
    this.#host.sendError(status);
  }

  #log(text: string): void {
    this.#host.logError("CGI script %s %s", this.#plan.script.scriptName, text);
  }

  /** Waits a moment for the process to end, as it usually does once its output has ended. */
  async #processMayEnd(): Promise<void> {
    await new Promise<void>((resolve) => {
      const callOff = afterReading(this.#host.cgiLimits.lingerMs, resolve);
      void this.#process.ended.then(callOff).then(resolve);
    });
  }

  #interrupt(why: Interruption): void {
    this.#interruption ??= why;
    this.#process.stop(this.#host.cgiLimits.killGraceMs);
    this.#output.cancel();
  }

  /** Once the script has ended, its output may still be on its way to a slow client. But what it left behind may write for ever. */
  #runOut(): void {
    if (this.#ending === undefined || this.#process.hasLeftOthers) this.#interrupt("run");
  }

  #processEnded(ending: Ending): void {
    this.#ending = ending;
    this.#output.linger();
    const isOurs = this.#interruption !== undefined; // then the log gives that as the reason
    if (ending.kind === "exited" && ending.code !== 0 && !isOurs) {
      this.#host.logError("%s", `CGI script exit code ${ending.code}`);
    }
  }

  #logErrors(): void {
    const lines = new StderrLines(this.#host.cgiLimits.maxStderrBytes, (line) => {
      this.#host.logError("%s", `${this.#plan.script.scriptName}: ${line}`);
    });
    this.#process.errors?.on("data", (bytes: Buffer) => lines.write(bytes));
    this.#process.errors?.once("close", () => lines.end());
  }

  /** Ends what the script has left behind, once it has ended itself. */
  async #settle(): Promise<void> {
    const { cgiLimits } = this.#host;
    const isBodyReadable = (await this.#feeder?.stop().catch(() => false)) ?? true;
    if (!isBodyReadable) this.#host.closeConnection = true;
    // The script gets no more of the body, and might wait for it for ever.
    if (this.#feeder?.isDone === false) this.#process.stop(cgiLimits.killGraceMs);
    this.#process.unref();
    this.#output.discard();
    void this.#process.ended.then(() => {
      clearTimeout(this.#runTimer);
      this.#process.stop(cgiLimits.killGraceMs);
      setTimeout(() => this.#process.close(), timerDelay(cgiLimits.lingerMs)).unref();
    });
  }
}

function timerFor(milliseconds: number, act: () => void): NodeJS.Timeout | undefined {
  return Number.isFinite(milliseconds) ? setTimeout(act, timerDelay(milliseconds)) : undefined;
}
