/** The Endpoints view: every way in by file, with what guards it and what it does. */

import * as vscode from "vscode";
import type { Effect, Endpoint } from "../protocol";
import { brief } from "./brief";
import type { Listing } from "./listing";
import { opening } from "./opening";

type Node =
  | { readonly kind: "file"; readonly uri: string; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: "endpoint"; readonly it: Endpoint }
  | { readonly kind: "fact"; readonly icon: string; readonly label: string; readonly from?: Effect };

export class EndpointsView implements vscode.TreeDataProvider<Node>, Listing<Endpoint> {
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.emitter.event;
  private endpoints: readonly Endpoint[] = [];
  unguardedOnly = false;

  show(endpoints: readonly Endpoint[]): void {
    this.endpoints = endpoints;
    this.emitter.fire();
  }

  filter(unguardedOnly: boolean): void {
    this.unguardedOnly = unguardedOnly;
    this.emitter.fire();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      const files = new Map<string, Endpoint[]>();
      for (const it of this.endpoints.filter((one) => !this.unguardedOnly || standing(one) === "open")) {
        files.set(it.uri, [...(files.get(it.uri) ?? []), it]);
      }
      return [...files].map(([uri, endpoints]) => ({ kind: "file", uri, endpoints }));
    }
    if (node.kind === "file") {
      return node.endpoints.map((it) => ({ kind: "endpoint", it }));
    }
    return node.kind === "endpoint" ? [...facts(node.it)] : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === "file" ? file(node.uri, node.endpoints) : node.kind === "endpoint" ? endpoint(node.it) : fact(node.label, node.icon, node.from);
  }
}

type Standing = "guarded" | "public" | "unknown" | "open" | "other";

/** How an endpoint stands towards callers; what is no endpoint asks for no guard. */
export function standing(it: Endpoint): Standing {
  return it.kind !== "http" ? "other" : it.guarded ? "guarded" : it.public !== "" ? "public" : it.unknown !== "" ? "unknown" : "open";
}

const ICONS: Record<Standing, vscode.ThemeIcon> = {
  guarded: new vscode.ThemeIcon("shield"),
  public: new vscode.ThemeIcon("globe"),
  unknown: new vscode.ThemeIcon("question"),
  open: new vscode.ThemeIcon("unlock", new vscode.ThemeColor("problemsWarningIcon.foreground")),
  other: new vscode.ThemeIcon("symbol-event"),
};

/** As the explorer shows a file: its name with the theme's icon, and after what is to be known of it the folder. */
function file(uri: string, endpoints: readonly Endpoint[]): vscode.TreeItem {
  const parts = vscode.workspace.asRelativePath(vscode.Uri.parse(uri)).split("/");
  const item = new vscode.TreeItem(parts.at(-1) ?? "", vscode.TreeItemCollapsibleState.Expanded);
  item.id = `file/${uri}`;
  item.resourceUri = vscode.Uri.parse(uri);
  item.iconPath = vscode.ThemeIcon.File;
  const open = endpoints.filter((it) => standing(it) === "open").length;
  item.description = [open > 0 && `${open} unguarded`, parts.slice(0, -1).join("/")].filter(Boolean).join(" · ");
  item.tooltip = `${parts.join("/")}: ${endpoints.length} ${endpoints.length === 1 ? "endpoint" : "endpoints"}${open > 0 ? `, ${open} unguarded` : ""}`;
  return item;
}

function endpoint(it: Endpoint): vscode.TreeItem {
  const item = new vscode.TreeItem(brief(it.title), vscode.TreeItemCollapsibleState.Collapsed);
  item.description = it.summary.replaceAll("`", "");
  item.iconPath = ICONS[standing(it)];
  item.tooltip = new vscode.MarkdownString(`**\`${it.title}\`**\n\n${it.summary}\n\n\`${it.handler}\`, ${it.framework}`);
  item.command = opening(it);
  return item;
}

function* facts(it: Endpoint): Generator<Node> {
  for (const guard of it.guards) {
    yield { kind: "fact", icon: "shield", label: guard.replaceAll("`", "") };
  }
  if (it.public !== "") {
    yield { kind: "fact", icon: "globe", label: `public: ${it.public.replaceAll("`", "")}` };
  } else if (it.unknown !== "") {
    yield { kind: "fact", icon: "question", label: `guards unknown: ${it.unknown.replaceAll("`", "")}` };
  } else if (standing(it) === "open") {
    yield { kind: "fact", icon: "unlock", label: "no guard" };
  }
  if (it.transaction !== "") {
    yield { kind: "fact", icon: "database", label: `transaction: ${it.transaction}` };
  }
  for (const from of it.effects) {
    yield { kind: "fact", icon: "zap", label: `${from.effect}: ${from.route.join(" → ")}`, from };
  }
}

function fact(label: string, icon: string, from: Effect | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = label;
  if (from !== undefined) {
    item.command = opening(from);
  }
  return item;
}
