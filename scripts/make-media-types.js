// Makes src/files/media-type-table.ts: Python's own table first, then what mime-db knows about all other extensions.
//
// scripts/python-media-types.txt is the strict table of Python 3.13 (`mimetypes._types_map_default`), a type and its extensions a line.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mimeDb from "mime-db";
import { root } from "./tools.js";

const TARGET = join(root, "src/files/media-type-table.ts");
const LINE_WIDTH = 120;

/** Where we decide otherwise, and why. */
const OVERRIDES = {
  cjs: "text/javascript", // a browser can run it; mime-db's application/node makes it a download
  ts: "video/mp2t", // registered, and what HLS players need. TypeScript is for tools, which go by the name
};

/** Ranks a type for an extension that several claim: registered ones come first, then those of plain trees, then short names. */
function rank(type) {
  const source = { iana: 0, apache: 1, nginx: 3 }[mimeDb[type].source] ?? 2;
  const subtype = type.slice(type.indexOf("/") + 1);
  const tree = subtype.startsWith("x-") ? 2 : subtype.startsWith("vnd.") ? 1 : 0;
  // Media players ask for audio/mp4 and video/mp4, nobody for application/mp4; and octet-stream says nothing.
  const vague = type === "application/octet-stream" ? 2 : type.startsWith("application/") ? 1 : 0;
  return [source, tree, vague, type.length];
}

function isBetter(left, right) {
  const leftRank = rank(left);
  const rightRank = rank(right);
  const at = leftRank.findIndex((value, index) => value !== rightRank[index]);
  return at === -1 ? left < right : leftRank[at] < rightRank[at];
}

function byText(left, right) {
  return left < right ? -1 : Number(left > right);
}

const typeOf = new Map();
for (const [type, { extensions = [] }] of Object.entries(mimeDb)) {
  for (const extension of extensions) {
    const present = typeOf.get(extension);
    if (present === undefined || isBetter(type, present)) typeOf.set(extension, type);
  }
}
for (const line of readFileSync(join(root, "scripts/python-media-types.txt"), "utf8").trim().split("\n")) {
  const [type, ...extensions] = line.split(" ");
  for (const extension of extensions) typeOf.set(extension, type);
}
for (const [extension, type] of Object.entries(OVERRIDES)) typeOf.set(extension, type);

const extensionsOf = new Map();
for (const extension of [...typeOf.keys()].sort(byText)) {
  const type = typeOf.get(extension);
  extensionsOf.set(type, [...(extensionsOf.get(type) ?? [type]), extension]);
}
const entries = [...extensionsOf.values()].map((words) => words.join(" ")).sort(byText);

const lines = [""];
for (const [index, entry] of entries.entries()) {
  const text = index === entries.length - 1 ? entry : `${entry},`;
  const line = lines.at(-1);
  if (line === "") lines[lines.length - 1] = text;
  else if (line.length + text.length > LINE_WIDTH) lines.push(text);
  else lines[lines.length - 1] = line + text;
}

writeFileSync(
  TARGET,
  `// Made by scripts/make-media-types.js from Python 3.13's table and mime-db. Do not edit.

/** Media types with their extensions: commas between types, blanks between the words of each. */
export const MEDIA_TYPES: string = \`\\
${lines.join("\n")}\`;
`,
);
