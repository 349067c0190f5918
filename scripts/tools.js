// Helpers shared by the scripts: where the project is, its files, and how its tools are started.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder, without a slash at the end. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * Runs a program of node_modules/.bin (or of PATH) in the project's root.
 * @param {string} program
 * @param {string[]} args
 * @param {"inherit" | "pipe"} output `pipe` collects stdout and stderr into `output`
 * @returns {{ status: number, output: string }}
 */
export function run(program, args, output = "inherit") {
  const PATH = join(root, "node_modules", ".bin") + delimiter + process.env.PATH;
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH },
    maxBuffer: 64 * 1024 * 1024,
    // Windows finds npm's programs only through its command interpreter, which would split a path with blanks, such as that of Node.
    shell: process.platform === "win32" && !isAbsolute(program),
    stdio: ["ignore", output, output],
  });
  if (result.error !== undefined) throw result.error;
  return { status: result.status ?? 1, output: (result.stdout ?? "") + (result.stderr ?? "") };
}

/**
 * Lists the files under a folder of the project whose name ends with `suffix`, sorted, relative to that folder,
 * with forward slashes. A missing folder has none.
 * @param {string} folder
 * @param {string} suffix
 * @returns {string[]}
 */
export function filesUnder(folder, suffix = "") {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(start.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/**
 * Ends a check: prints what is wrong, one line each, or one line that all is well.
 * @param {string[]} problems
 * @param {string} allIsWell
 */
export function report(problems, allIsWell) {
  if (problems.length === 0) {
    console.log(allIsWell);
    return;
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = 1;
}
