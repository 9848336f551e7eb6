/** What the user is told, and asked, when there is no server to be had. */

import * as vscode from "vscode";
import type { State } from "./server/supervisor";

const WAYS_OUT: Readonly<Record<string, string>> = {
  "Install a Copy": "driftlint.install",
  Restart: "driftlint.restart",
  "Show Log": "driftlint.showLog",
  "Open Settings": "driftlint.settings",
  "Manage Trust": "workbench.trust.manage",
};

/** No server was found. A path that is set is taken at its word: then a copy of the extension's own would not be run. */
export async function tellMissing(): Promise<void> {
  const path = configuredPath();
  if (path !== "") {
    await tell(vscode.window.showWarningMessage, `No driftlint answers at ${path}, which the setting driftlint.path names.`, "Open Settings", "Show Log");
  } else if (vscode.workspace.isTrusted) {
    await tell(vscode.window.showWarningMessage, "driftlint was not found. The extension can install a copy of its own.", "Install a Copy", "Show Log");
  } else {
    const why = "driftlint was not found. This workspace is not trusted, so its own environments were not looked at.";
    await tell(vscode.window.showWarningMessage, why, "Manage Trust", "Install a Copy", "Show Log");
  }
}

export async function tellFailed(): Promise<void> {
  await tell(vscode.window.showErrorMessage, "driftlint ended several times and is left alone now.", "Restart", "Show Log");
}

/** A command that needs a server was chosen, and there is none. */
export async function tellNotRunning(state: State): Promise<void> {
  if (state === "missing") {
    await tellMissing();
  } else if (state === "failed") {
    await tellFailed();
  } else {
    await tell(vscode.window.showInformationMessage, state === "starting" ? "driftlint is just starting." : "driftlint does not run.", "Restart", "Show Log");
  }
}

export function configuredPath(): string {
  return vscode.workspace.getConfiguration("driftlint").get("path", "").trim();
}

async function tell(show: (message: string, ...ways: string[]) => Thenable<string | undefined>, message: string, ...ways: string[]): Promise<void> {
  const command = WAYS_OUT[(await show(message, ...ways)) ?? ""];
  if (command !== undefined) {
    await vscode.commands.executeCommand(command);
  }
}
