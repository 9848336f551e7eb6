/** Quick fixes that write a comment ask for its reason, instead of leaving a placeholder to be found later. */

import * as vscode from "vscode";
import { CodeActionResolveRequest } from "vscode-languageclient";
import type { LanguageClient } from "vscode-languageclient/node";

export const APPLY = "driftlint.applyWithReason";

const WITH_REASON = ", with a reason";
const PLACEHOLDER = "say why";

/** The actions, of which those that need a reason ask for it when they are chosen. */
export function askingForReasons(actions: readonly (vscode.Command | vscode.CodeAction)[]): (vscode.Command | vscode.CodeAction)[] {
  return actions.map((it) => {
    if (!(it instanceof vscode.CodeAction) || !it.title.endsWith(WITH_REASON)) {
      return it;
    }
    const asking = new vscode.CodeAction(`${it.title.slice(0, -WITH_REASON.length)}…`, it.kind);
    asking.diagnostics = it.diagnostics ?? [];
    asking.command = { command: APPLY, title: asking.title, arguments: [it] };
    return asking;
  });
}

/** Asks for the reason and makes the edit with it; false where the user says none. */
export async function applyWithReason(client: LanguageClient | undefined, action: vscode.CodeAction, given?: string): Promise<boolean> {
  const reason = given ?? (await vscode.window.showInputBox({ title: action.title.replaceAll("`", ""), prompt: "Why is it as it should be? The reason is written into the comment.", validateInput: needed }));
  if (client === undefined || reason === undefined || reason.trim() === "") {
    return false;
  }
  const edit = action.edit ?? (await resolved(client, action));
  return edit !== undefined && (await vscode.workspace.applyEdit(worded(edit, reason.trim())));
}

function needed(text: string): string | undefined {
  return text.trim() === "" ? "A reason is required" : undefined;
}

async function resolved(client: LanguageClient, action: vscode.CodeAction): Promise<vscode.WorkspaceEdit | undefined> {
  const asked = await client.code2ProtocolConverter.asCodeAction(action);
  const { edit } = await client.sendRequest(CodeActionResolveRequest.type, asked);
  return edit === undefined ? undefined : await client.protocol2CodeConverter.asWorkspaceEdit(edit);
}

function worded(edit: vscode.WorkspaceEdit, reason: string): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  for (const [uri, edits] of edit.entries()) {
    result.set(
      uri,
      edits.map((it) => new vscode.TextEdit(it.range, it.newText.replace(PLACEHOLDER, reason))),
    );
  }
  return result;
}
