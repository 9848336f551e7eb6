/** The Constraints view: rules, their findings, and the route of each. */

import * as vscode from "vscode";
import type { Constraint, Finding, Step } from "../protocol";
import { opening } from "./opening";
import type { Listing } from "./listing";

export type Node =
  | { readonly kind: "rule"; readonly it: Constraint; readonly findings: readonly Finding[] }
  | { readonly kind: "finding"; readonly it: Finding }
  | { readonly kind: "step"; readonly it: Step; readonly number: number };

const SEVERITIES: readonly Finding["severity"][] = ["error", "warning", "info", "hint"];

const ICONS: Record<Finding["severity"], vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground")),
  warning: new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground")),
  info: new vscode.ThemeIcon("info"),
  hint: new vscode.ThemeIcon("lightbulb"),
};

export class ConstraintsView implements vscode.TreeDataProvider<Node>, Listing<Constraint> {
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.emitter.event;
  private constraints: readonly Constraint[] = [];
  newOnly = true;

  show(constraints: readonly Constraint[]): void {
    this.constraints = constraints;
    this.emitter.fire();
  }

  filter(newOnly: boolean): void {
    this.newOnly = newOnly;
    this.emitter.fire();
  }

  /** How many findings nobody has accepted or excused. */
  get count(): number {
    return this.constraints.flatMap((it) => it.findings).filter((it) => it.status === "new").length;
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      const rules = this.constraints.map((it) => ({ kind: "rule" as const, it, findings: it.findings.filter((one) => !this.newOnly || one.status === "new") }));
      const rank = (it: (typeof rules)[number]): number => (it.findings.length > 0 ? SEVERITIES.indexOf(it.it.severity) : SEVERITIES.length);
      return rules.sort((a, b) => rank(a) - rank(b));
    }
    if (node.kind === "rule") {
      return node.findings.map((it) => ({ kind: "finding", it }));
    }
    return node.kind === "finding" ? node.it.route.map((it, at) => ({ kind: "step", it, number: at + 1 })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === "rule" ? rule(node.it, node.findings) : node.kind === "finding" ? finding(node.it) : step(node.it, node.number);
  }
}

function rule(it: Constraint, findings: readonly Finding[]): vscode.TreeItem {
  const kept = findings.length === 0;
  const item = new vscode.TreeItem(it.id, kept ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Expanded);
  item.id = `rule/${it.id}`;
  item.iconPath = kept ? new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed")) : ICONS[it.severity];
  item.description = kept ? "kept" : String(findings.length);
  item.accessibilityInformation = { label: `${it.id}, ${kept ? "kept" : `${findings.length} ${findings.length === 1 ? "finding" : "findings"}`}` };
  item.contextValue = findings.some((one) => one.acceptable) ? "rule.acceptable" : "rule";
  item.tooltip = new vscode.MarkdownString([`**${it.id}** ${it.summary}`, it.why, it.instead && `**Instead** ${it.instead}`].filter(Boolean).join("\n\n"));
  return item;
}

function finding(it: Finding): vscode.TreeItem {
  const state = it.route.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(place(it), state);
  item.description = it.status === "new" ? plain(it.message) : `${it.status}${it.reason && `: ${it.reason}`} · ${plain(it.message)}`;
  item.id = `finding/${it.uri}/${it.fingerprint}`; // by which it stays open when lines above it come and go
  item.contextValue = it.acceptable ? "finding.acceptable" : "finding";
  item.iconPath = it.status === "new" ? ICONS[it.severity] : new vscode.ThemeIcon("circle-slash");
  item.tooltip = new vscode.MarkdownString(`${it.message}\n\n${it.file}:${it.range.start.line + 1}`);
  item.command = opening(it);
  return item;
}

function step(it: Step, number: number): vscode.TreeItem {
  const item = new vscode.TreeItem(`${number}. ${plain(it.message)}`);
  item.description = place(it);
  item.iconPath = new vscode.ThemeIcon("arrow-small-right");
  item.tooltip = new vscode.MarkdownString(`${it.message}\n\n${it.file}:${it.range.start.line + 1}`);
  item.command = opening(it);
  return item;
}

/** The end of the path, which tells files apart where there is little room; the tooltip has all of it. */
function place(it: Step): string {
  return `${it.file.split("/").slice(-2).join("/")}:${it.range.start.line + 1}`;
}

/** Labels show no Markdown. */
function plain(message: string): string {
  return message.replaceAll("`", "");
}
