/** Runs inside the extension host of a real VS Code, with a copy of the sample backend `tickets_drf` open. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../src/extension";
import type { Node } from "../src/views/constraints";
import { actions, inWorkspace, of, opened, revert, type Stories, tell, until } from "./workbench";
import { RESTARTS } from "./restarts";
import { SETTINGS } from "./settings";

export async function run(): Promise<void> {
  await tell({ ...FINDINGS, ...SETTINGS, ...RESTARTS });
}

const FINDINGS: Stories = {
  "a finding has its route in the hover, and a fix mends it": async () => {
    const { document, finding } = await opened();
    assert.match(finding.message, /sends HTTP while the transaction/);
    assert.ok((finding.relatedInformation ?? []).length >= 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, finding.range.start);
    const shown = hovers.flatMap((it) => it.contents).map((it) => (it instanceof vscode.MarkdownString ? it.value : ""));
    assert.match(shown.join("\n"), /^`http-in-transaction` · error\n[\s\S]*How it gets there[\s\S]*httpx/, "without the message, which the editor shows itself");
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

  "findings are accepted into the baseline": async (api) => {
    const { document, finding } = await opened();
    const accept = (await actions(document, finding.range)).find((it) => it.title.startsWith("Accept"));
    assert.ok(accept?.command !== undefined && accept.edit === undefined);
    const added = await vscode.commands.executeCommand(accept.command.command, ...((accept.command.arguments ?? []) as unknown[]));
    const baseline = inWorkspace("constraints.baseline.yaml");
    assert.deepEqual(added, { accepted: { "http-in-transaction": 1 }, baselines: [baseline.toString()] });
    await until(() => of(document)[0]?.severity === vscode.DiagnosticSeverity.Hint, "the finding to become a hint");
    await api.refresh();
    const rule = ofRule(api, "http-in-transaction");
    assert.equal(api.constraints.getTreeItem(rule).contextValue, "rule.acceptable");
    const before = api.constraints.count;
    const [first, ...others] = api.constraints.getChildren(rule);
    assert.ok(first !== undefined && others.length > 0);
    assert.equal(api.constraints.getTreeItem(first).contextValue, "finding.acceptable");
    await vscode.commands.executeCommand("driftlint.acceptFinding", first);
    await until(() => counted(api, before - 1), "the view to show one less");
    await vscode.commands.executeCommand("driftlint.acceptRule", rule);
    await until(() => counted(api, before - 1 - others.length), "the view to show none of the rule");
    api.constraints.filter(false);
    const known = api.constraints.getChildren(ofRule(api, "http-in-transaction"));
    assert.deepEqual(known.map((it) => api.constraints.getTreeItem(it).contextValue), known.map(() => "finding"));
    api.constraints.filter(true);
    await vscode.workspace.fs.delete(baseline);
    await until(() => of(document)[0]?.severity === vscode.DiagnosticSeverity.Error, "the finding to be new again");
  },

  "the views are filled": async (api) => {
    await opened();
    await api.refresh();
    api.constraints.filter(true);
    const [finding] = api.constraints.getChildren(ofRule(api, "http-in-transaction"));
    assert.ok(finding !== undefined);
    assert.ok(api.constraints.getChildren(finding).length > 0, "the finding has a route");
    assert.ok(api.constraints.count > 0);
    const all = api.endpoints.getChildren().flatMap((it) => api.endpoints.getChildren(it));
    assert.ok(all.length > 20, `${all.length} endpoints`);
    const labels = all.map((it) => api.endpoints.getTreeItem(it).label);
    assert.ok(labels.includes("DELETE /api/v1/articles/<pk>/"), JSON.stringify(labels));
    api.endpoints.filter(true);
    const open = api.endpoints.getChildren().flatMap((it) => api.endpoints.getChildren(it));
    assert.ok(open.length > 0 && open.length < all.length, `${open.length} of ${all.length} endpoints are unguarded`);
    for (const node of open) {
      assert.match(String(api.endpoints.getTreeItem(node).description), /no guard/);
    }
    api.endpoints.filter(false);
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

};

/** The line of a rule in the Constraints view. */
function ofRule(api: Api, id: string): Node {
  const found = api.constraints.getChildren().find((it) => it.kind === "rule" && it.it.id === id);
  assert.ok(found !== undefined);
  return found;
}

/** Whether there are so many new findings in the view, which nobody sees here and so is to be told to look. */
async function counted(api: Api, number: number): Promise<boolean> {
  await api.refresh();
  return api.constraints.count === number;
}
