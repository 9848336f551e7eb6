/** Each setting has its effect, in the extension host. */

import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Api } from "../src/extension";
import { commandLine, elsewhere, extension, inWorkspace, of, opened, setting, type Stories, until } from "./workbench";

export const SETTINGS: Stories = {
  "path: the server is taken from where it says": async (api) => {
    assert.equal(api.from(), "the setting driftlint.path");
    const before = { client: api.client(), path: vscode.workspace.getConfiguration("driftlint").get("path", "") };
    const other = inWorkspace("other-driftlint").fsPath;
    writeFileSync(other, `#!/bin/sh\nexec "${before.path}" "$@"\n`);
    chmodSync(other, 0o755);
    await setting("path", "${workspaceFolder}/other-driftlint");
    await until(() => api.client() !== before.client && api.client()?.isRunning() === true, "another server");
    assert.equal(commandLine(api)[0], other);
    await setting("path", undefined);
    await until(() => api.client()?.isRunning() === true && commandLine(api)[0] === before.path, "the first server");
  },

  "arguments: the server is started anew with them": async (api) => {
    const before = api.client();
    await setting("arguments", ["--no-cache"]);
    await until(() => api.client() !== before && api.client()?.isRunning() === true, "another server");
    assert.deepEqual(commandLine(api).slice(-2), ["server", "--no-cache"]);
    await setting("arguments", undefined);
    await until(() => api.client()?.isRunning() === true && commandLine(api).at(-1) === "server", "the first arguments");
  },

  "codeLens: handlers have lenses, unless the user wants none": async () => {
    const views = await vscode.workspace.openTextDocument(inWorkspace("helpdesk/views/tickets.py"));
    const lenses = (): Thenable<vscode.CodeLens[]> => vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", views.uri, 100);
    const titles = (await lenses()).map((it) => it.command?.title ?? "");
    assert.ok(titles.some((it) => /^auth: .* ← .*/.test(it)), titles.join("\n"));
    await setting("codeLens", false);
    await until(async () => (await lenses()).length === 0, "the lenses to go");
    await setting("codeLens", undefined);
    await until(async () => (await lenses()).length > 0, "the lenses to come back");
  },

  "diagnose: only open files are diagnosed where the user wants it": async () => {
    await until(() => elsewhere() > 0, "findings in files that are not open");
    await setting("diagnose", "openFiles");
    await until(() => elsewhere() === 0, "findings to go");
    await setting("diagnose", undefined);
    await until(() => elsewhere() > 0, "findings to come back");
  },

  "known: what the baseline knows is shown as a hint, or not at all": async () => {
    const { document } = await opened();
    await vscode.commands.executeCommand("driftlint.acceptFile");
    await until(() => of(document)[0]?.severity === vscode.DiagnosticSeverity.Hint, "the finding to become a hint");
    await setting("known", "off");
    await until(() => of(document).length === 0, "the hint to go");
    await setting("known", undefined);
    await until(() => of(document).length === 1, "the hint to come back");
    await vscode.workspace.fs.delete(inWorkspace("constraints.baseline.yaml"));
    await until(() => of(document)[0]?.severity === vscode.DiagnosticSeverity.Error, "the finding to be new again");
  },

  "logLevel: the server writes more into the log": async (api) => {
    const chatter = (): Promise<void> | undefined => api.client()?.sendNotification("driftlint/unheardOf");
    await chatter();
    await setting("logLevel", "info");
    await until(async () => {
      await chatter();
      return logged(api).includes("`driftlint/unheardOf` is passed over");
    }, "the server to say what it passes over");
    await setting("logLevel", undefined);
  },

  "trace.server: messages are written into the log": async (api) => {
    assert.doesNotMatch(logged(api), /Sending request 'driftlint\/constraints/);
    await setting("trace.server", "messages");
    await until(async () => {
      await api.refresh();
      return logged(api).includes("Sending request 'driftlint/constraints");
    }, "messages in the log");
    assert.doesNotMatch(logged(api), /Params: /);
    await setting("trace.server", "verbose");
    await until(async () => {
      await api.refresh();
      return logged(api).includes("Params: ");
    }, "what is in the messages");
    await setting("trace.server", undefined);
    await extension();
  },
};

/** What the log says. */
function logged(api: Api): string {
  const folder = api.logs.fsPath;
  return readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("");
}
