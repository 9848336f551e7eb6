/** Runs inside the extension host of a real VS Code, with a copy of the sample backend `tickets_drf` open. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../src/extension";
import type { Node } from "../src/views/constraints";
import { actions, inWorkspace, of, opened, revert, type Stories, tell, until } from "./workbench";
import { CONSTRAINTS } from "./constraints";
import { RESTARTS } from "./restarts";
import { SETTINGS } from "./settings";

export async function run(): Promise<void> {
  await tell({ ...FINDINGS, ...CONSTRAINTS, ...SETTINGS, ...RESTARTS });
}

const FINDINGS: Stories = {
  "a finding has its route in the hover, and a fix mends it": async () => {
    const { document, finding } = await opened();
    assert.match(finding.message, /sends HTTP while the transaction/);
    const route = (finding.relatedInformation ?? []).map((it) => it.message);
    assert.match(route.join("\n"), /^the transaction is opened here[\s\S]*\n`httpx\.Client\.request` sends HTTP$/);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, finding.range.start);
    const shown = hovers.flatMap((it) => it.contents).map((it) => (it instanceof vscode.MarkdownString ? it.value : ""));
    assert.match(shown.join("\n"), /^`http-in-transaction` · error\n\n\*\*Why\*\* [\s\S]*\*\*Instead\*\* [\s\S]*\*\*For example\*\* /);
    assert.doesNotMatch(shown.join("\n"), /sends HTTP while|How it gets there/, "message and route are shown by the editor itself");
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
    await vscode.commands.executeCommand("driftlint.acceptIntoBaseline", { rule: "http-in-transaction" }); // the view's command asks first
    await until(() => counted(api, before - 1 - others.length), "the view to show none of the rule");
    assert.equal(api.constraints.getTreeItem(ofRule(api, "http-in-transaction")).description, "3 known");
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
    const found = api.constraints.getChildren(ofRule(api, "http-in-transaction"));
    assert.deepEqual(found.map((it) => label(api.constraints, it)), [
      "httpx.post services/nightly.py:8",
      "oncall.page services/tickets.py:15",
      "httpx.put views/tickets.py:35",
    ]);
    assert.deepEqual(found.slice(1, 2).flatMap((it) => api.constraints.getChildren(it)).map((it) => label(api.constraints, it)), [
      "1. the transaction is opened here by django.db.transaction.atomic tickets.py:12",
      "2. calls Pager.page tickets.py:15",
      "3. calls JsonClient.call pager.py:18",
      "4. httpx.Client.request sends HTTP client.py:26",
    ]);
    assert.deepEqual(label(api.constraints, ofRule(api, "unguarded-endpoint")), "unguarded-endpoint kept");
    assert.ok(api.constraints.count > 0);
    const all = api.endpoints.getChildren().flatMap((it) => api.endpoints.getChildren(it));
    assert.ok(all.length > 20, `${all.length} endpoints`);
    const labels = all.map((it) => api.endpoints.getTreeItem(it).label);
    assert.ok(labels.includes("DELETE /api/v1/articles/<pk>/") && labels.includes("GET PATCH DELETE /api/v1/tickets/<pk>/"), JSON.stringify(labels));
    const files = api.endpoints.getChildren().map((it) => label(api.endpoints, it));
    assert.ok(files.includes("exports.py 1 unguarded · helpdesk/views"), JSON.stringify(files));
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

  "the workspace is checked": async (api) => {
    const { files, ...counted } = await vscode.commands.executeCommand<Record<string, number>>("driftlint.check");
    assert.ok((files ?? 0) > 20, `${String(files)} files`);
    assert.deepEqual(counted, { error: 3, warning: 1 });
    const { text, tooltip } = await until(() => (api.status().text === "$(warning) driftlint: 4" ? api.status() : undefined), "the status item to count the findings");
    assert.equal(text, "$(warning) driftlint: 4");
    assert.match(tooltip, /^4 new findings\n\ndriftlint \d+\.\d+\.\d+, from the setting driftlint\.path\n/);
  },
};

/** What a line of a view says. */
function label<N>(view: vscode.TreeDataProvider<N>, node: N): string {
  const item = view.getTreeItem(node) as vscode.TreeItem;
  return [item.label, item.description].map(String).join(" ");
}

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
