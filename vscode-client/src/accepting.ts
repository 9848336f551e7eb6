/** Findings are accepted into the baseline. The server writes it, and says how many of each rule were added. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type Accepted, type Chosen, constraints, type Finding } from "./protocol";
import type { Node } from "./views/constraints";

export const ACCEPT = "driftlint.acceptIntoBaseline";

/** What a line of the Constraints view stands for: one finding, or all new ones of a rule; several are asked about. */
export async function acceptNode(client: LanguageClient, node: Node | undefined): Promise<Accepted | undefined> {
  if (node === undefined || node.kind === "step") {
    return undefined;
  }
  if (node.kind === "finding") {
    return accept({ uri: node.it.uri, fingerprint: node.it.fingerprint });
  }
  const rule = node.it.id;
  const found = await acceptable(client, { rule });
  return (await confirmed(found, `of ${rule} `)) ? accept({ rule }) : undefined;
}

/** The new findings of the file that is being edited; several are asked about. */
export async function acceptFile(client: LanguageClient): Promise<Accepted | undefined> {
  const file = vscode.window.activeTextEditor?.document.uri;
  if (file === undefined) {
    return undefined;
  }
  const uri = client.code2ProtocolConverter.asUri(file);
  const found = await acceptable(client, { uri });
  return (await confirmed(found, `in ${vscode.workspace.asRelativePath(file)} `)) ? accept({ uri }) : undefined;
}

/** Those that would be accepted as things are now; what a view shows may be a moment old. */
async function acceptable(client: LanguageClient, { uri, rule }: Chosen): Promise<Finding[]> {
  const listed = await client.sendRequest(constraints, uri === undefined ? {} : { uri });
  const meant = listed.constraints.filter((it) => rule === undefined || it.id === rule);
  return meant.flatMap((it) => it.findings).filter((it) => it.acceptable);
}

/** Whether the user wants all of them to be accepted; of one nobody is asked. */
async function confirmed(findings: readonly Finding[], which: string): Promise<boolean> {
  if (findings.length < 2) {
    return true;
  }
  const files = new Set(findings.map((it) => it.uri)).size;
  const where = files === 1 ? "" : `They are in ${files} files. `;
  const detail = `${where}They are added to constraints.baseline.yaml and shown as hints from then on; what is new later is reported as before.`;
  return (await vscode.window.showWarningMessage(`Accept ${findings.length} findings ${which}into the baseline?`, { modal: true, detail }, "Accept")) === "Accept";
}

function accept(chosen: Chosen): Thenable<Accepted> {
  return vscode.commands.executeCommand<Accepted>(ACCEPT, chosen);
}
