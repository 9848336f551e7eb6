/** Findings are accepted into the baseline. The server writes it, and says how many of each rule were added. */

import * as vscode from "vscode";
import type { Accepted, Chosen } from "./protocol";
import type { Node } from "./views/constraints";

export const ACCEPT = "driftlint.acceptIntoBaseline";

/** What a line of the Constraints view stands for: one finding, or all new ones of a rule. */
export function acceptNode(node: Node): Thenable<Accepted> | undefined {
  if (node.kind === "step") {
    return undefined;
  }
  return accept(node.kind === "rule" ? { rule: node.it.id } : { uri: node.it.uri, fingerprint: node.it.fingerprint });
}

/** The new findings of the file that is being edited. */
export function acceptFile(): Thenable<Accepted> | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri === undefined ? undefined : accept({ uri: uri.toString() });
}

function accept(chosen: Chosen): Thenable<Accepted> {
  return vscode.commands.executeCommand<Accepted>(ACCEPT, chosen);
}
