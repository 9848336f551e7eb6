/** What package.json declares is so. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly problemPatterns: readonly { readonly patterns: readonly { readonly regexp: string }[] }[];
  };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const wiring = readFileSync("src/extension.ts", "utf8");

test("each declared command is registered, and each in a menu is declared", () => {
  const declared = manifest.contributes.commands.map((it) => it.command);
  for (const command of declared) {
    assert.ok(wiring.includes(`"${command}":`), command);
  }
  for (const item of Object.values(manifest.contributes.menus).flat()) {
    assert.ok(declared.includes(item.command), item.command);
  }
});

test("each setting has a story that shows its effect", () => {
  const stories = readFileSync("test/settings.ts", "utf8");
  for (const name of Object.keys(manifest.contributes.configuration.properties)) {
    assert.ok(stories.includes(`  "${name.replace("driftlint.", "")}: `), name);
  }
});

test("the problem matcher reads what driftlint check prints in the project's README", () => {
  const patterns = manifest.contributes.problemPatterns[0]?.patterns.map((it) => new RegExp(it.regexp)) ?? [];
  const [first, second] = patterns;
  assert.ok(first !== undefined && second !== undefined);
  const lines = readFileSync("../README.md", "utf8").split("\n");
  const at = lines.findIndex((it) => first.test(it));
  assert.equal(first.exec(lines[at] ?? "")?.[2], "http-in-transaction");
  assert.deepEqual(second.exec(lines[at + 1] ?? "")?.slice(1, 3), ["shop/services/checkout.py", "38"]);
});
