/** What the stories inside the extension host share: the extension, the sample backend, and waiting for what is to happen. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../src/extension";

const FILE = "helpdesk/services/tickets.py";
const CALL = "oncall.page(";
const SECONDS = Number(process.env.SECONDS ?? 60);

export type Stories = Readonly<Record<string, (api: Api) => Promise<void>>>;

/** Tells them one after the other; fails with the first that does. */
export async function tell(stories: Stories): Promise<void> {
  for (const [name, story] of Object.entries(stories)) {
    const started = Date.now();
    await story(await extension());
    console.log(`passed: ${name} (${Date.now() - started} ms)`);
  }
}

/** The extension, once its server runs. */
export async function extension(): Promise<Api> {
  const api = await vscode.extensions.getExtension<Api>("driftlint.driftlint")?.activate();
  assert.ok(api !== undefined, "the extension is there");
  await until(() => api.state() === "running" && api.client()?.isRunning() === true, "the server to run");
  return api;
}

/** The sample file with its one finding. */
export async function opened(): Promise<{ document: vscode.TextDocument; finding: vscode.Diagnostic }> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(FILE));
  await vscode.window.showTextDocument(document);
  const finding = await until(() => of(document)[0], "a finding");
  assert.ok(document.getText(finding.range).startsWith(CALL));
  return { document, finding };
}

export function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined);
  return vscode.Uri.joinPath(folder.uri, name);
}

export function of(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "driftlint");
}

/** How many findings there are in files that are not open. */
export function elsewhere(): number {
  const open = new Set(vscode.workspace.textDocuments.map((it) => it.uri.toString()));
  const others = vscode.languages.getDiagnostics().filter(([uri]) => !open.has(uri.toString()));
  return others.flatMap(([, found]) => found.filter((it) => it.source === "driftlint")).length;
}

export function actions(document: vscode.TextDocument, range: vscode.Range): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range, undefined, 20);
}

export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

export async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("driftlint").update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** Ends the server's process as the system would. */
export function kill(client: object): void {
  const { _serverProcess: process } = client as { _serverProcess?: { kill(signal: string): void } };
  assert.ok(process !== undefined);
  process.kill("SIGKILL");
}

/** How the server was started: the program and its arguments. */
export function commandLine(api: Api): string[] {
  const client: object = api.client() ?? {};
  const { _serverProcess: process } = client as { _serverProcess?: { spawnargs: string[] } };
  return process?.spawnargs ?? [];
}

/** What `happened` gives once it gives something. */
export async function until<T>(happened: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
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
