// Writes the settings that package.json declares into README.md; without --write says whether they are stale.
import { readFileSync, writeFileSync } from "node:fs";

const MARKS = /(<!-- the settings,[^\n]*-->\n)[\s\S]*?(<!-- end of the settings -->)/;
const { properties } = JSON.parse(readFileSync("package.json", "utf8")).contributes.configuration;
const rows = Object.entries(properties).map(([name, it]) => {
  const values = it.enum ? ` One of ${it.enum.map((value) => `\`${value}\``).join(", ")}.` : "";
  return `| \`${name}\` | \`${JSON.stringify(it.default)}\` | ${it.markdownDescription}${values} |`;
});
const table = ["| setting | default | what it does |", "| --- | --- | --- |", ...rows].join("\n");
const before = readFileSync("README.md", "utf8");
const after = before.replace(MARKS, `$1\n${table.replaceAll("$", "$$$$")}\n\n$2`);
if (process.argv.includes("--write")) {
  writeFileSync("README.md", after);
} else if (after !== before) {
  console.error("README.md is stale: run `npm run readme`");
  process.exit(1);
}
