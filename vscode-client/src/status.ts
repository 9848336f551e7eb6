/** The item in the status bar: whether driftlint runs, from where, and how many findings there are. */

import * as vscode from "vscode";
import type { Found } from "./server/discovery";
import type { State } from "./server/supervisor";

const LINKS = {
  "driftlint.constraints.focus": "Constraints",
  "driftlint.endpoints.focus": "Endpoints",
  "driftlint.check": "Check workspace",
  "driftlint.install": "Install a copy",
  "driftlint.restart": "Restart",
  "driftlint.showLog": "Log",
};

type Link = keyof typeof LINKS;

const OFFERED: Readonly<Record<State, readonly Link[]>> = {
  stopped: ["driftlint.restart", "driftlint.showLog"],
  starting: ["driftlint.restart", "driftlint.showLog"],
  running: ["driftlint.constraints.focus", "driftlint.endpoints.focus", "driftlint.check", "driftlint.restart", "driftlint.showLog"],
  missing: ["driftlint.install", "driftlint.restart", "driftlint.showLog"],
  failed: ["driftlint.restart", "driftlint.showLog"],
};

const COLOURS: Readonly<Partial<Record<State, vscode.ThemeColor>>> = {
  missing: new vscode.ThemeColor("statusBarItem.warningBackground"),
  failed: new vscode.ThemeColor("statusBarItem.errorBackground"),
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("driftlint.status", vscode.StatusBarAlignment.Left, 0);
  state: State = "stopped";
  private reading = 0;

  constructor(private readonly found: () => Found | undefined) {
    this.item.name = "driftlint";
    this.show();
    this.item.show();
  }

  change(state: State): void {
    this.state = state;
    this.reading = 0;
    this.show();
  }

  /** Takes note that a folder begins to be read, or has been. */
  read(begun: boolean): void {
    this.reading = Math.max(0, this.reading + (begun ? 1 : -1));
    this.show();
  }

  show(): void {
    const count = findings();
    const running = count > 0 ? `$(warning) driftlint: ${count}` : "$(pass) driftlint";
    const text: Record<State, string> = {
      stopped: "$(circle-slash) driftlint: off",
      starting: "$(sync~spin) driftlint",
      running: this.reading > 0 ? "$(sync~spin) driftlint" : running,
      missing: "$(warning) driftlint: not found",
      failed: "$(error) driftlint: stopped",
    };
    this.item.text = text[this.state];
    this.item.tooltip = this.tooltip(count);
    this.item.backgroundColor = COLOURS[this.state];
    this.item.command = this.state === "failed" ? "driftlint.showLog" : "driftlint.constraints.focus";
  }

  /** What it says, and on hover. */
  get said(): { readonly text: string; readonly tooltip: string } {
    return { text: this.item.text, tooltip: this.item.tooltip instanceof vscode.MarkdownString ? this.item.tooltip.value : "" };
  }

  dispose(): void {
    this.item.dispose();
  }

  private tooltip(count: number): vscode.MarkdownString {
    const found = this.found();
    const server = found === undefined ? "" : `driftlint ${found.version}, from ${found.from}`;
    const counted = count === 0 ? "No new findings" : `${count} new ${count === 1 ? "finding" : "findings"}`;
    const said: Record<State, readonly string[]> = {
      stopped: ["driftlint does not run"],
      starting: ["Starting", server],
      running: [this.reading > 0 ? `Reading the workspace; ${count} so far` : counted, server],
      missing: ["driftlint was not found"],
      failed: ["driftlint ended several times and is left alone", server],
    };
    const links = OFFERED[this.state].map((it) => `[${LINKS[it]}](command:${it})`);
    const text = new vscode.MarkdownString([...said[this.state], links.join(" · ")].filter(Boolean).join("\n\n"));
    text.isTrusted = { enabledCommands: OFFERED[this.state] };
    return text;
  }
}

/** How many findings the editor shows, those that are only hinted at left out: what the baseline knows is among them. */
export function findings(): number {
  return vscode.languages.getDiagnostics().reduce((sum, [, found]) => sum + found.filter((it) => it.source === "driftlint" && it.severity !== vscode.DiagnosticSeverity.Hint).length, 0);
}
