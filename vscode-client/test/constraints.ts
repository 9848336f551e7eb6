/** The files in which rules and constraints are declared are looked at while they are typed, before they are saved. */

import assert from "node:assert/strict";
import * as path from "node:path";
import * as vscode from "vscode";
import { inWorkspace, of, revert, type Stories, until } from "./workbench";

const RULES = "\nrules:\n  http-in-transaction: warning\n";

export const CONSTRAINTS: Stories = {
  "the constraints are opened": async () => {
    await vscode.commands.executeCommand("driftlint.constraintsFile");
    await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith("constraints.yaml") === true, "constraints.yaml to be shown");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  },

  "the constraints are checked, listed and explained while they are typed": async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace("constraints.yaml"));
    const end = document.positionAt(document.getText().length);
    await typed(document, end, RULES.replace("warning", "wrning"));
    const mistake = await until(() => of(document)[0], "the mistake");
    assert.equal(mistake.code, "invalid-configuration");
    assert.match(mistake.message, /wrning.*warning/);
    assert.equal(document.getText(mistake.range), "wrning");
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, mistake.range, "warning");
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until(() => of(document).length === 0, "the mistake to go");
    const listed = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", document.uri);
    assert.deepEqual(listed.map((it) => `${it.detail} ${it.name}`), ["layers paging", "rules http-in-transaction"]);
    const name = document.positionAt(document.getText().indexOf("http-in-transaction") + 3);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, name);
    const shown = hovers.flatMap((it) => it.contents).map((it) => (it instanceof vscode.MarkdownString ? it.value : ""));
    assert.match(shown.join("\n"), /detects outgoing requests[\s\S]*`http-in-transaction` · warning[\s\S]*Why[\s\S]*Instead/);
    assert.ok(document.isDirty);
    await revert(document);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  },

  "a rule file of driftlint's own is checked while it is typed": async () => {
    const file = path.join(process.env.EXTENSION ?? "", "..", "rules", "transactions", "http-in-transaction.yaml");
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    const at = document.getText().indexOf("severity: error") + "severity: ".length;
    await typed(document, document.positionAt(at), "t");
    const mistake = await until(() => of(document)[0], "the mistake");
    assert.equal(mistake.code, "invalid-rule");
    await revert(document);
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
};

async function typed(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  await vscode.window.showTextDocument(document);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
