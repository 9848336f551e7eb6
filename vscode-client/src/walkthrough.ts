/** The first step of the walkthrough is done once a server runs. */

import * as vscode from "vscode";

const DONE = "driftlint.serverRuns";

/**
 * Ticks it whenever something that is no text editor is opened, as the walkthrough is. The editor passes over a condition that holds
 * already when it first reads the walkthrough, and notices only that it comes to hold: so it holds for a moment, again and again.
 */
export function tickingOff(runs: () => boolean): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs((it) => {
    if (runs() && [...it.opened, ...it.changed].some((tab) => tab.input === undefined)) {
      void tickOff();
    }
  });
}

export async function tickOff(): Promise<void> {
  await vscode.commands.executeCommand("setContext", DONE, true);
  await vscode.commands.executeCommand("setContext", DONE, false);
}
