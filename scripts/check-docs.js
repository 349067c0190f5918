// Checks that the documents agree with the code: generated documents, the README's options, links, and that no path of one machine is in them.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { MADE } from "./make-docs.js";
import { report, root, run } from "./tools.js";

const read = (path) => readFileSync(join(root, path), "utf8");

/** Lists the files that git tracks or would add, without those deleted in the working tree. */
function projectFiles() {
  const { status, output } = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], "pipe");
  if (status !== 0) throw new Error(`git ls-files failed:\n${output}`);
  const paths = [...new Set(output.split("\0"))].filter((path) => path !== "");
  return paths.filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true);
}

/** Every document that `npm run docs` writes is what it would write now. */
async function checkMade() {
  const problems = [];
  for (const [path, make] of Object.entries(MADE)) {
    try {
      if (!existsSync(join(root, path)) || read(path) !== (await make()))
        problems.push(`${path} is out of date: run \`npm run docs\``);
    } catch (error) {
      problems.push(error.message);
    }
  }
  return problems;
}

/** Lists the long options in a text, `--[no-]color` as `--color`. */
const longOptions = (text) =>
  [...text.matchAll(/(?<![\w-])--(?:\[no-\])?([a-z0-9][a-z0-9-]*)/g)].map((found) => `--${found[1]}`);

/** Lists the options that the README gives to basehttp: `--x` on its own, and in commands whatever follows the word basehttp. */
function readmeOptions(readme) {
  const fences = [...readme.matchAll(/^ *```[^\n]*\n(.*?)^ *```/gms)].map((found) => found[1]);
  const spans = [...readme.replace(/^ *```.*?^ *```/gms, "").matchAll(/`([^`\n]+)`/g)].map((found) => found[1]);
  const alone = spans.filter((span) => /^-{1,2}[a-z]/i.test(span));
  const commands = [...spans, ...fences.flatMap((fence) => fence.replaceAll("\\\n", " ").split("\n"))]
    .map((line) => line.replace(/\s#.*$/, ""))
    .flatMap((line) => line.match(/\bbasehttp(?:\.js)?\s(.*)$/)?.[1]?.split(/[|;&]/)[0] ?? []);
  return new Set([...alone, ...commands].flatMap(longOptions));
}

/** The README names every long option of the command line, and no other. */
function checkOptions() {
  if (!existsSync(join(root, "README.md")))
    return ["README.md is missing: it must describe every option of `basehttp --help`"];
  const help = run(process.execPath, ["bin/basehttp.js", "--help"], "pipe");
  if (help.status !== 0) return [`\`basehttp --help\` failed with ${help.status}: ${help.output.trim()}`];
  const known = new Set(longOptions(help.output));
  if (known.size === 0) return ["`basehttp --help` names no options"];
  const readme = read("README.md");
  const described = new Set(longOptions(readme));
  const missing = [...known].filter((option) => !described.has(option));
  const unknown = [...readmeOptions(readme)].filter(
    (option) => !known.has(option.replace(/^--no-(?=.)/, "--")) && !known.has(option),
  );
  return [
    ...missing.map((option) => `README.md does not mention ${option}, which \`basehttp --help\` lists`),
    ...unknown.map((option) => `README.md mentions ${option}, which \`basehttp --help\` does not list`),
  ];
}

/** Lists a Markdown text's headings as the anchors that code hosts make from them. */
function anchors(markdown) {
  const seen = new Map();
  return [...withoutCode(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title]) => {
    const slug = title
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

const withoutCode = (markdown) => markdown.replace(/^ *(```|~~~).*?^ *\1/gms, "");

/** Every relative link of the Markdown files leads to a file, and its `#part` to a heading. */
function checkLinks(files) {
  return files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => {
      const text = withoutCode(read(file)).replace(/`[^`\n]*`/g, "");
      const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((found) => found[1]);
      const referenced = [...text.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm)].map((found) => found[1]);
      return [...inline, ...referenced]
        .filter((target) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target))
        .filter((target) => !leadsSomewhere(file, target))
        .map((target) => `${file} links to ${target}, which does not exist`);
    });
}

function leadsSomewhere(file, target) {
  const [path, part] = target.split("#");
  const aim = path === "" ? file : join(dirname(file), decodeURIComponent(path));
  if (!existsSync(join(root, aim))) return false;
  return part === undefined || part === "" || !aim.endsWith(".md") || anchors(read(aim)).includes(part.toLowerCase());
}

/** No file names a folder of the machine it was written on, or the host of a package registry. */
function checkTraces(files) {
  const path = /(?<=^|[\s"'`(=:,<>[]|file:\/\/)\/(?:work|root|home)\/[\w.-]+/gm;
  const registry = /\bregistry\.[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|io|dev|cn|internal|local)\b/gi;
  const host = registryHost();
  return files.flatMap((file) => {
    const text = read(file);
    if (text.includes("\0")) return [];
    const traces = [...text.matchAll(path), ...text.matchAll(registry)].map(([trace]) => trace);
    if (host !== undefined && text.includes(host)) traces.push(host);
    return [...new Set(traces)].map((trace) => `${file} names ${trace}, which belongs to one machine or registry`);
  });
}

/** The host that packages come from here; undefined when npm does not say. */
function registryHost() {
  const { output } = run("npm", ["config", "get", "registry", "--silent"], "pipe");
  return /^https?:\/\/([^/\s]+)/m.exec(output)?.[1];
}

const files = projectFiles();
const problems = [...(await checkMade()), ...checkOptions(), ...checkLinks(files), ...checkTraces(files)];
report(problems, `generated documents, the README's options, links and paths: ${files.length} files`);
