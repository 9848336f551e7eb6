/** Runs inside the extension host with two folders open, the second without constraints, and an interpreter selected. */

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Api } from "../src/extension";
import { commandLine, type Stories, tell, until } from "./workbench";

const { INTERPRETER = "", OTHER_INTERPRETER = "" } = process.env;

export async function run(): Promise<void> {
  await tell(FOLDERS);
}

const FOLDERS: Stories = {
  "findings of all folders are listed": async (api) => {
    await until(() => found("helpdesk") >= 3 && found("annex") === 1, "findings in both folders");
    assert.deepEqual(await listed(api), ["annex", "helpdesk"]);
    const files = api.endpoints.getChildren().map((it) => api.endpoints.getTreeItem(it)).map((it) => [it.description, it.label].map(String).join("/"));
    assert.ok(files.includes("helpdesk/helpdesk/views/tickets.py"), `files are told with their folder: ${JSON.stringify(files)}`);
  },

  "each folder has constraints and a baseline of its own": async () => {
    await vscode.window.showTextDocument(inFolder("annex", "annex/office.py"));
    await vscode.commands.executeCommand("driftlint.constraintsFile");
    const editor = await until(() => shown("annex", "constraints.yaml"), "the constraints of the folder that had none");
    assert.match(editor.document.getText(), /^# What holds in this project\. `driftlint init` wrote down what it saw/);
    await editor.document.save();
    await vscode.window.showTextDocument(inFolder("annex", "annex/office.py"));
    const added = await vscode.commands.executeCommand("driftlint.acceptFile");
    const baseline = inFolder("annex", "constraints.baseline.yaml");
    assert.deepEqual(added, { accepted: { "http-in-transaction": 1 }, baselines: [baseline.toString()] });
    const severities = (): vscode.DiagnosticSeverity[] => of("annex").map((it) => it.severity);
    await until(() => severities()[0] === vscode.DiagnosticSeverity.Hint, "the finding to become a hint");
    await vscode.workspace.fs.delete(baseline);
    await until(() => severities()[0] === vscode.DiagnosticSeverity.Error, "the finding to be new again");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  },

  "folders come and go": async (api) => {
    const third = inFolder("annex", "../third");
    cpSync(inFolder("annex", ".").fsPath, third.fsPath, { recursive: true });
    const client = api.client();
    assert.ok(vscode.workspace.updateWorkspaceFolders(2, 0, { uri: third }));
    await until(() => found("third") === 1, "findings in the folder that was added");
    assert.deepEqual(await listed(api), ["annex", "helpdesk", "third"]);
    assert.ok(vscode.workspace.updateWorkspaceFolders(2, 1));
    await until(() => found("third") === 0, "findings to go with their folder");
    assert.deepEqual(await listed(api), ["annex", "helpdesk"]);
    assert.equal(api.client(), client, "no other server was needed");
  },

  "the server follows the selected interpreter": async (api) => {
    assert.equal(api.from(), `the selected interpreter ${INTERPRETER}`);
    const before = api.client();
    await vscode.commands.executeCommand("standIn.select", OTHER_INTERPRETER);
    await until(() => api.client() !== before && api.client()?.isRunning() === true, "another server");
    assert.equal(api.from(), `the selected interpreter ${OTHER_INTERPRETER}`);
    assert.equal(commandLine(api)[0], OTHER_INTERPRETER);
    await until(() => found("helpdesk") >= 3 && found("annex") === 1, "its findings");
  },
};

/** In which folders the Constraints view has findings. */
async function listed(api: Api): Promise<string[]> {
  await api.refresh();
  const rules = api.constraints.getChildren();
  const folders = rules.flatMap((it) => (it.kind === "rule" ? it.findings : [])).map((it) => vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(it.uri))?.name);
  return [...new Set(folders.map(String))].sort();
}

function inFolder(name: string, file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find((it) => it.name === name);
  assert.ok(folder !== undefined, name);
  return vscode.Uri.file(path.join(folder.uri.fsPath, file));
}

function of(folder: string): vscode.Diagnostic[] {
  const inside = vscode.languages.getDiagnostics().filter(([uri]) => path.normalize(uri.fsPath).includes(`/${folder}/`));
  return inside.flatMap(([, them]) => them.filter((it) => it.source === "driftlint"));
}

/** How many findings there are in a folder. */
function found(folder: string): number {
  return of(folder).length;
}

function shown(folder: string, name: string): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.fsPath === inFolder(folder, name).fsPath ? editor : undefined;
}
