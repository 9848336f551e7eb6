/** Quick fixes that write a comment ask for its reason, instead of leaving a placeholder to be found later. */

import * as vscode from "vscode";
import { type CodeAction, CodeActionResolveRequest, type SnippetTextEdit, TextDocumentEdit, type TextEdit, type WorkspaceEdit } from "vscode-languageclient";
import type { LanguageClient } from "vscode-languageclient/node";

export const APPLY = "driftlint.applyWithReason";

const WITH_REASON = ", with a reason";
const PLACEHOLDER = "say why";

type Action = vscode.Command | vscode.CodeAction;

/** The actions, of which those that need a reason ask for it when they are chosen. */
export async function askingForReasons(client: LanguageClient | undefined, actions: readonly Action[]): Promise<Action[]> {
  const result: Action[] = [];
  for (const it of actions) {
    const needsReason = it instanceof vscode.CodeAction && it.title.endsWith(WITH_REASON) && it.edit === undefined;
    result.push(client !== undefined && needsReason ? await asking(client, it) : it);
  }
  return result;
}

async function asking(client: LanguageClient, action: vscode.CodeAction): Promise<vscode.CodeAction> {
  const result = new vscode.CodeAction(`${action.title.slice(0, -WITH_REASON.length)}…`, action.kind);
  result.diagnostics = action.diagnostics ?? [];
  const sent = await client.code2ProtocolConverter.asCodeAction(action);
  result.command = { command: APPLY, title: result.title, arguments: [sent] };
  return result;
}

/** Asks for the reason, unless it is given, and makes the edit with it; false where there is none. */
export async function applyWithReason(client: LanguageClient | undefined, action: CodeAction, given?: string): Promise<boolean> {
  const reason = given ?? (await asked(action.title.replaceAll("`", "")));
  if (client === undefined || reason === undefined || reason.trim() === "") {
    return false;
  }
  const { edit } = await client.sendRequest(CodeActionResolveRequest.type, action);
  return edit !== undefined && (await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(worded(edit, reason.trim()))));
}

function asked(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: "Why is it as it should be? The reason is written into the comment.",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "A reason is required" : undefined),
  });
}

/** The edit with the reason in the place of what stands for it. */
function worded(edit: WorkspaceEdit, reason: string): WorkspaceEdit {
  return {
    ...edit,
    changes: Object.fromEntries(Object.entries(edit.changes ?? {}).map(([uri, edits]) => [uri, edits.map((it) => filled(it, reason))])),
    ...(edit.documentChanges && {
      documentChanges: edit.documentChanges.map((it) => (TextDocumentEdit.is(it) ? { ...it, edits: it.edits.map((one) => filled(one, reason)) } : it)),
    }),
  };
}

/** As plain text: a snippet marks what is to be typed, which has been. */
function filled(it: TextEdit | SnippetTextEdit, reason: string): TextEdit {
  const text = "snippet" in it ? it.snippet.value.replace(/\$\{1:(.*?)\}/, "$1").replace(/\\([\\$}])/g, "$1") : it.newText;
  return { range: it.range, newText: text.replace(PLACEHOLDER, () => reason) };
}
