// A page of docs/jobs/ as its reader follows it, from top to bottom: programs are saved, commands are run, and what the page shows is printed.
//
// A `js` block begins with a comment that names the file it is saved as. A `sh` block is commands; a line that is a server alone runs on in
// the background, until another takes its port or the page ends. A `text` block is what the block before it prints; of a server, what it
// has printed when the page ends, other lines between; so is a second `text` block in a row. `...` stands for anything, and times, tags and
// versions are not compared.

import { readFileSync } from "node:fs";

/** Something to do. */
export type Step =
  | { readonly kind: "save"; readonly name: string; readonly code: string }
  | { readonly kind: "run"; readonly commands: string; shown?: string }
  | { readonly kind: "serve"; readonly commands: string; shown?: string };

const BLOCK = /^(?:<!-- not run: (?<why>[^\n]+) -->\n)?```(?<language>\S*)\n(?<body>.*?)^```$/gms;

/** Reads the steps of a page. */
export function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  let previous: Step | undefined;
  const text = readFileSync(path, "utf8");
  const blocks = [...text.matchAll(BLOCK)];
  if (2 * blocks.length !== text.split("```").length - 1)
    throw new Error(`${path}: a block is indented, or not closed`);
  for (const { groups } of blocks) {
    const { why, language, body } = groups as { why?: string; language: string; body: string };
    if (language === "text") {
      if (previous !== undefined) show(body, previous, steps);
      continue;
    }
    const added = why !== undefined ? [] : language === "sh" ? commandsOf(body, steps) : [programOf(body, language)];
    steps.push(...added);
    previous = added.at(-1);
  }
  return steps;
}

function show(printed: string, previous: Step, steps: readonly Step[]): void {
  const server = steps.findLast((step) => step.kind === "serve");
  const step = previous.kind === "run" && previous.shown === undefined ? previous : server;
  if (step === undefined) throw new Error(`nothing prints this: ${printed}`);
  step.shown = (step.shown ?? "") + printed;
}

function programOf(code: string, language: string): Step {
  const name = /^\/\/ (\S+\.js)\n/.exec(code)?.[1];
  if (language !== "js" || name === undefined) throw new Error(`a block to run is sh, or js with a name: ${code}`);
  return { kind: "save", name, code };
}

/** Cuts a block of commands before and after each server in the foreground. */
function commandsOf(body: string, before: readonly Step[]): Step[] {
  const steps: Step[] = [];
  for (const commands of body.match(/(?:[^\n]*\\\n)*[^\n]*\n/g) ?? []) {
    const last = steps.at(-1);
    if (isServer(commands, before)) steps.push({ kind: "serve", commands });
    else if (last?.kind === "run") steps[steps.length - 1] = { kind: "run", commands: last.commands + commands };
    else steps.push({ kind: "run", commands });
  }
  return steps;
}

/** True for `basehttp ...`, and for `node FILE` where that file serves for ever; not with `&` at the end. */
function isServer(line: string, before: readonly Step[]): boolean {
  const command = line.replace(/\s#.*$/m, "").trim();
  if (command.endsWith("&")) return false;
  if (/^(?:\w+=\S* )*basehttp\b/.test(command)) return true;
  const program = /^node (\S+\.js)\b/.exec(command)?.[1];
  return before.some((step) => step.kind === "save" && step.name === program && step.code.includes(".serveForever()"));
}

/** Makes a pattern of what a page shows. `isWhole` is false where other lines may stand before and between. */
export function patternOf(shown: string, isWhole: boolean): RegExp {
  const lines = steady(shown)
    .trimEnd()
    .split("\n")
    .map((line) => line.split("...").map(escapePattern).join(".*"));
  const pattern = lines.join(isWhole ? "\n" : "\n(?:.*\n)*?").replaceAll(/^\.\*\n/gm, "(?:.*\n)*?");
  return isWhole ? new RegExp(`^${pattern}\n?$`) : new RegExp(`^${pattern}$`, "m");
}

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Puts a constant in place of all that differs from run to run. */
export function steady(text: string): string {
  return text
    .replaceAll("\r", "")
    .replaceAll(/\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d/g, "TIME")
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, "TIME")
    .replaceAll(/(BaseHTTP|SimpleHTTP)\/[\d.]+ Node\.js\/\d+/g, "$1 SERVER")
    .replaceAll(/"[0-9a-f]+(?:-[0-9a-f]+)+"/g, "TAG");
}
