/** The item in the status bar: whether driftlint runs, from where, and how many findings there are. */

import * as vscode from "vscode";
import type { Found } from "./server/discovery";
import type { State } from "./server/supervisor";

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
      stopped: "$(circle-slash) driftlint",
      starting: "$(sync~spin) driftlint",
      running: this.reading > 0 ? "$(sync~spin) driftlint" : running,
      missing: "$(warning) driftlint: not installed",
      failed: "$(error) driftlint: stopped",
    };
    this.item.text = text[this.state];
    this.item.tooltip = this.tooltip(count);
    this.item.command = this.state === "missing" ? "driftlint.install" : this.state === "running" ? "driftlint.constraints.focus" : "driftlint.showLog";
  }

  dispose(): void {
    this.item.dispose();
  }

  private tooltip(count: number): vscode.MarkdownString {
    const found = this.found();
    const lines = [
      this.reading > 0 ? "Reading the workspace" : `${count} ${count === 1 ? "finding" : "findings"}`,
      found === undefined ? "No server was found" : `driftlint ${found.version}, from ${found.from}`,
      "[Show log](command:driftlint.showLog) · [Restart](command:driftlint.restart)",
    ];
    const text = new vscode.MarkdownString(lines.join("\n\n"));
    text.isTrusted = { enabledCommands: ["driftlint.showLog", "driftlint.restart"] };
    return text;
  }
}

/** How many findings the editor shows, those that are only hinted at left out: what the baseline knows is among them. */
export function findings(): number {
  return vscode.languages.getDiagnostics().reduce((sum, [, found]) => sum + found.filter((it) => it.source === "driftlint" && it.severity !== vscode.DiagnosticSeverity.Hint).length, 0);
}
