// Makes docs/differences.md from the `Differs from Python:` notes in the comments of src/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder, root } from "./tools.js";

const TAG = "Differs from Python:";
const HEAD = `# Differences from Python

Where basehttp does not do what Python's \`http.server\` or \`socketserver\` does, place by place.
Written by \`npm run docs\` from the notes in the sources; change it there.
`;

/** `class Name`, `function name`, `const name`, `interface Name`, `type Name`, with the modifiers that may stand before them. */
const DECLARATION =
  /^(?:export |declare |default |abstract |async |return )*(class|function\*?|const|let|interface|type|namespace)\s+([\w$]+)/;

/** A class's member: `static async name(`, `get name(`, `name: type`, `name = value`, `[Symbol.asyncDispose](`. */
const MEMBER =
  /^(?:public |declare |static |override |abstract |readonly |async |get |set |accessor |\*)*(#?[\w$]+|\[[\w.]+\])\s*[(:=?!<;]/;

/**
 * Finds the comments of a source: where they end, and their text without the comment marks.
 * @param {string[]} lines
 * @returns {{ end: number, text: string[] }[]}
 */
function comments(lines) {
  const found = [];
  for (let i = 0; i < lines.length; i++) {
    const start = i;
    if (/^\s*\/\*/.test(lines[i])) {
      while (i < lines.length - 1 && !lines[i].includes("*/")) i++;
    } else if (/^\s*\/\//.test(lines[i])) {
      while (/^\s*\/\//.test(lines[i + 1] ?? "")) i++;
    } else continue;
    const text = lines.slice(start, i + 1).map((line) =>
      line
        .replace(/^\s*(\/\*\*?|\*\/|\*|\/\/)\s?/, "")
        .replace(/\s*\*\/\s*$/, "")
        .trim(),
    );
    found.push({ end: i, text });
  }
  return found;
}

/** The notes of one comment: each reaches to the next note, a tag such as `@throws`, or an empty line. */
function notes(text) {
  const found = [];
  let open = false;
  for (const line of text) {
    const at = line.indexOf(TAG);
    if (at >= 0) {
      found.push(line.slice(at + TAG.length).trim());
      open = true;
    } else if (line === "" || line.startsWith("@")) open = false;
    else if (open) found[found.length - 1] = `${found.at(-1)} ${line}`.trim();
  }
  return found;
}

/** The names around and at a line, outermost first: `["TCPServer", "serverBind"]`; empty above the first declaration. */
function subject(lines, index) {
  const names = [];
  let at = index;
  while (at < lines.length && (lines[at].trim() === "" || lines[at].trim().startsWith("@"))) at++;
  let depth = indent(lines[at] ?? "");
  const own = nameOf(lines[at] ?? "", depth > 0);
  if (own !== undefined) names.unshift(own);
  for (let i = at - 1; i >= 0 && depth > 0; i--) {
    const line = lines[i];
    if (line.trim() === "" || /^\s*(\/[/*]|\*)/.test(line) || indent(line) >= depth) continue;
    depth = indent(line);
    const name = nameOf(line, depth > 0);
    if (name !== undefined) names.unshift(name);
  }
  return names;
}

const indent = (line) => line.length - line.trimStart().length;

function nameOf(line, nested) {
  const text = line.trim();
  const declared = DECLARATION.exec(text)?.[2];
  if (declared !== undefined) return declared;
  const member = nested ? MEMBER.exec(text)?.[1] : undefined;
  return member === undefined || /^(if|for|while|switch|return|await|else|try|do|this|case)$/.test(member)
    ? undefined
    : member;
}

/** Lists one source's notes with the names they belong to. */
function notesOf(file) {
  const lines = readFileSync(join(root, "src", file), "utf8").split("\n");
  return comments(lines).flatMap(({ end, text }) => {
    const found = notes(text);
    if (found.length === 0) return [];
    const isFileHead = end + 1 < lines.length && lines[end + 1].trim() === "" && !lines[end].includes("*/");
    const names = isFileHead ? [] : subject(lines, end + 1);
    return found.map((note) => ({ names, note }));
  });
}

/** Makes the page: a section per file, within it one per class or function, a list item per note. */
export function differences() {
  const parts = [HEAD];
  for (const file of filesUnder("src", ".ts")) {
    const found = notesOf(file);
    if (found.length === 0) continue;
    parts.push(`\n## src/${file}\n`);
    const groups = groupByOwner(found);
    for (const [owner, group] of groups) {
      parts.push(owner === "" ? "\n" : `\n### ${owner}\n\n`);
      for (const { names, note } of group) {
        const member = names.slice(1).join(".");
        const sentence = note.charAt(0).toUpperCase() + note.slice(1);
        parts.push(member === "" ? `- ${sentence}\n` : `- \`${member}\`: ${sentence}\n`);
      }
    }
  }
  return parts.join("");
}

function groupByOwner(found) {
  const groups = new Map();
  for (const item of found) {
    const owner = item.names[0] ?? "";
    groups.set(owner, [...(groups.get(owner) ?? []), item]);
  }
  return groups;
}
