/** The Constraints view: rules, their findings, and the route of each. */

import * as vscode from "vscode";
import type { Constraint, Finding, Step } from "../protocol";
import { briefer } from "./brief";
import type { Listing } from "./listing";
import { opening } from "./opening";

export type Node =
  | { readonly kind: "rule"; readonly it: Constraint; readonly findings: readonly Finding[] }
  | { readonly kind: "finding"; readonly it: Finding }
  | { readonly kind: "step"; readonly it: Step; readonly number: number };

const SEVERITIES: readonly Finding["severity"][] = ["error", "warning", "info", "hint"];

const ICONS: Record<Finding["severity"], vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon("error", new vscode.ThemeColor("problemsErrorIcon.foreground")),
  warning: new vscode.ThemeIcon("warning", new vscode.ThemeColor("problemsWarningIcon.foreground")),
  info: new vscode.ThemeIcon("info", new vscode.ThemeColor("problemsInfoIcon.foreground")),
  hint: new vscode.ThemeIcon("lightbulb"),
};

const KEPT = new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed"));
const ACCEPTED = new vscode.ThemeIcon("circle-slash");

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
  const none = findings.length === 0;
  const others = none ? standing(it.findings) : "";
  const item = new vscode.TreeItem(it.id, none ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Expanded);
  item.id = `rule/${it.id}`;
  item.iconPath = none ? (others === "" ? KEPT : ACCEPTED) : ICONS[it.severity];
  item.description = none ? others || "kept" : String(findings.length);
  item.accessibilityInformation = { label: `${it.id}, ${none ? item.description : counted(findings.length)}` };
  item.contextValue = findings.some((one) => one.acceptable) ? "rule.acceptable" : "rule";
  item.tooltip = new vscode.MarkdownString([`**${it.id}** ${it.summary}`, it.why, it.instead && `**Instead** ${it.instead}`].filter(Boolean).join("\n\n"));
  return item;
}

/** What is there although nothing is new: "3 known, 1 excused". */
function standing(findings: readonly Finding[]): string {
  const known = findings.filter((it) => it.status === "known").length;
  const excused = findings.filter((it) => it.status === "suppressed").length;
  return [known > 0 && `${known} known`, excused > 0 && `${excused} excused`].filter(Boolean).join(", ");
}

function counted(number: number): string {
  return `${number} ${number === 1 ? "finding" : "findings"}`;
}

/** What it is about stands first: the rule is named above it, and the place is a click away. */
function finding(it: Finding): vscode.TreeItem {
  const state = it.route.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const subject = plain(briefer(it.subject.split(" → ")[0] ?? ""));
  const item = new vscode.TreeItem(subject || plain(it.message), state);
  const status = it.status === "new" ? "" : `${it.status === "known" ? "known" : `excused: ${it.reason}`} · `;
  item.description = status + place(it, 2);
  item.id = `finding/${it.uri}/${it.fingerprint}`; // by which it stays open when lines above it come and go
  item.contextValue = it.acceptable ? "finding.acceptable" : "finding";
  item.iconPath = it.status === "new" ? ICONS[it.severity] : ACCEPTED;
  item.accessibilityInformation = { label: `${status}${plain(it.message)}, ${place(it, 2)}` };
  item.tooltip = new vscode.MarkdownString(`${it.message}\n\n${status}${it.file}:${it.range.start.line + 1}`);
  item.command = opening(it);
  return item;
}

function step(it: Step, number: number): vscode.TreeItem {
  const item = new vscode.TreeItem(`${number}. ${plain(it.message)}`);
  item.description = place(it, 1);
  item.tooltip = new vscode.MarkdownString(`${it.message}\n\n${it.file}:${it.range.start.line + 1}`);
  item.command = opening(it);
  return item;
}

/** The last `parts` of the path, which tell files apart where there is little room; the tooltip has all of it. */
function place(it: Step, parts: number): string {
  return `${it.file.split("/").slice(-parts).join("/")}:${it.range.start.line + 1}`;
}

/** Labels show no Markdown. */
function plain(message: string): string {
  return message.replaceAll("`", "");
}
