/** Runs inside the extension host of a real VS Code, in a workspace that nobody trusts and that brings a `driftlint` of its own. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Api } from "../src/extension";
import { until } from "./workbench";

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined);
  assert.equal(vscode.workspace.isTrusted, false);
  const trap = path.join(folder.uri.fsPath, ".venv", "bin", "driftlint");
  assert.ok(existsSync(trap), "the workspace brings a driftlint");
  const api = await vscode.extensions.getExtension<Api>("driftlint.driftlint")?.activate();
  assert.ok(api !== undefined);
  await until(() => api.state() === "running", "the server to run");
  assert.match(api.from() ?? "nowhere", /^PATH /);
  assert.ok(!existsSync(path.join(folder.uri.fsPath, "it-was-run")), "what the workspace brings was run");
  console.log(`passed: the server of an untrusted workspace is ${api.from() ?? ""}`);
}
