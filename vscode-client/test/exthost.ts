/** Runs inside the extension host of a real VS Code, with a copy of the sample backend `tickets_drf` open. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../src/extension";

const FILE = "helpdesk/services/tickets.py";
const CALL = "oncall.page(";
const SECONDS = Number(process.env.SECONDS ?? 60);

export async function run(): Promise<void> {
  for (const [name, story] of Object.entries(STORIES)) {
    const started = Date.now();
    await story(await extension());
    console.log(`passed: ${name} (${Date.now() - started} ms)`);
  }
}

const STORIES: Record<string, (api: Api) => Promise<void>> = {
  "the server is taken from where the setting says": async (api) => {
    assert.equal(api.from(), "the setting driftlint.path");
    return Promise.resolve();
  },

  "a finding has its route in the hover, and a fix mends it": async () => {
    const { document, finding } = await opened();
    assert.match(finding.message, /sends HTTP while the transaction/);
    assert.ok((finding.relatedInformation ?? []).length >= 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, finding.range.start);
    const shown = hovers.flatMap((it) => it.contents).map((it) => (it instanceof vscode.MarkdownString ? it.value : ""));
    assert.match(shown.join("\n"), /How it gets there[\s\S]*httpx/);
    const fix = (await actions(document, finding.range)).find((it) => it.title.includes("after the commit"));
    assert.ok(fix?.edit !== undefined, "the fix is offered with its edit");
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /on_commit/);
    await until(() => of(document).length === 0, "the finding to go");
    await revert(document);
    await until(() => of(document).length === 1, "the finding to come back");
  },

  "an excuse asks for its reason": async () => {
    const { document, finding } = await opened();
    const allow = (await actions(document, finding.range)).find((it) => it.title.startsWith("Allow"));
    assert.ok(allow?.command !== undefined && allow.edit === undefined);
    assert.ok(allow.title.endsWith("…"));
    const [action] = allow.command.arguments as [unknown];
    assert.equal(await vscode.commands.executeCommand(allow.command.command, action, ""), false);
    assert.equal(await vscode.commands.executeCommand(allow.command.command, action, "the pager is local"), true);
    assert.match(document.getText(), /# driftlint: allow\[http-in-transaction\] the pager is local/);
    await until(() => of(document).length === 0, "the finding to go");
    await revert(document);
  },

  "the views are filled": async (api) => {
    await opened();
    await api.refresh();
    api.constraints.filter(true);
    const rules = api.constraints.getChildren();
    const rule = rules.find((it) => it.kind === "rule" && it.it.id === "http-in-transaction");
    assert.ok(rule !== undefined);
    const [finding] = api.constraints.getChildren(rule);
    assert.ok(finding !== undefined);
    assert.ok(api.constraints.getChildren(finding).length > 0, "the finding has a route");
    assert.ok(api.constraints.count > 0);
    const all = api.endpoints.getChildren().flatMap((it) => api.endpoints.getChildren(it));
    assert.ok(all.length > 20, `${all.length} endpoints`);
    api.endpoints.filter(true);
    const open = api.endpoints.getChildren().flatMap((it) => api.endpoints.getChildren(it));
    assert.ok(open.length > 0 && open.length < all.length, `${open.length} of ${all.length} endpoints are unguarded`);
    for (const node of open) {
      assert.match(String(api.endpoints.getTreeItem(node).description), /no guard/);
    }
    api.endpoints.filter(false);
  },

  "handlers have lenses, unless the user wants none": async () => {
    const views = await vscode.workspace.openTextDocument(inWorkspace("helpdesk/views/tickets.py"));
    const lenses = (): Thenable<vscode.CodeLens[]> => vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", views.uri, 100);
    const titles = (await lenses()).map((it) => it.command?.title ?? "");
    assert.ok(titles.some((it) => /^auth: .* ← .*/.test(it)), titles.join("\n"));
    await setting("codeLens", false);
    await until(async () => (await lenses()).length === 0, "the lenses to go");
    await setting("codeLens", undefined);
    await until(async () => (await lenses()).length > 0, "the lenses to come back");
  },

  "endpoints are found by method and path": async () => {
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", "GET /health");
    assert.deepEqual(found.filter((it) => it.name === "GET /health/").length, 1);
  },

  "a place is explained beside the editor": async (api) => {
    const { document, finding } = await opened();
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(finding.range.start, finding.range.start);
    assert.match((await api.explainHere()) ?? "", /sends HTTP while the transaction[\s\S]*transaction: /);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  },

  "the constraints are opened": async () => {
    await vscode.commands.executeCommand("driftlint.constraintsFile");
    await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith("constraints.yaml") === true, "constraints.yaml to be shown");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  },

  "a renamed module is followed in the constraints": async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(inWorkspace("helpdesk/gateways/pager.py"), inWorkspace("helpdesk/gateways/beeper.py"));
    await vscode.workspace.applyEdit(edit);
    await until(async () => (await vscode.workspace.openTextDocument(inWorkspace("constraints.yaml"))).getText().includes("helpdesk.gateways.beeper"), "constraints.yaml to follow");
    const back = new vscode.WorkspaceEdit();
    back.renameFile(inWorkspace("helpdesk/gateways/beeper.py"), inWorkspace("helpdesk/gateways/pager.py"));
    await vscode.workspace.applyEdit(back);
  },

  "only open files are diagnosed where the user wants it": async () => {
    await until(() => elsewhere() > 0, "findings in files that are not open");
    await setting("diagnose", "openFiles");
    await until(() => elsewhere() === 0, "findings to go");
    await setting("diagnose", undefined);
    await until(() => elsewhere() > 0, "findings to come back");
  },

  "a server that dies is started again": async (api) => {
    const before = api.client();
    assert.ok(before !== undefined);
    const { document } = await opened();
    kill(before);
    await until(() => api.client() !== before && api.client()?.isRunning() === true, "another server");
    await until(() => of(document).length === 1, "its findings");
  },

  "other arguments start it anew": async (api) => {
    const before = api.client();
    await setting("arguments", ["--no-cache"]);
    await until(() => api.client() !== before && api.client()?.isRunning() === true, "another server");
    await setting("arguments", undefined);
    await until(() => api.client()?.isRunning() === true, "the first arguments");
  },
};

/** The extension, once its server runs. */
async function extension(): Promise<Api> {
  const api = await vscode.extensions.getExtension<Api>("driftlint.driftlint")?.activate();
  assert.ok(api !== undefined, "the extension is there");
  await until(() => api.client()?.isRunning() === true, "the server to run");
  return api;
}

/** The sample file with its one finding. */
async function opened(): Promise<{ document: vscode.TextDocument; finding: vscode.Diagnostic }> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(FILE));
  await vscode.window.showTextDocument(document);
  const finding = await until(() => of(document)[0], "a finding");
  assert.ok(document.getText(finding.range).startsWith(CALL));
  return { document, finding };
}

function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, name);
}

function of(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "driftlint");
}

/** How many findings there are in files that are not open. */
function elsewhere(): number {
  const open = new Set(vscode.workspace.textDocuments.map((it) => it.uri.toString()));
  const others = vscode.languages.getDiagnostics().filter(([uri]) => !open.has(uri.toString()));
  return others.flatMap(([, found]) => found.filter((it) => it.source === "driftlint")).length;
}

function actions(document: vscode.TextDocument, range: vscode.Range): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range, undefined, 20);
}

async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("driftlint").update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** Ends the server's process as the system would. */
function kill(client: object): void {
  const { _serverProcess: process } = client as { _serverProcess?: { kill(signal: string): void } };
  assert.ok(process !== undefined);
  process.kill("SIGKILL");
}

/** What `happened` gives once it gives something. */
async function until<T>(happened: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const end = Date.now() + 1000 * SECONDS;
  for (;;) {
    const value = await happened();
    if (value !== undefined && value !== null && value !== false) {
      return value;
    }
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
