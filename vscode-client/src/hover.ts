/** The editor shows a finding's message above what the server says of it: there it need not stand once more. */

import * as vscode from "vscode";

const TITLE = /^\*\*(.+)\*\*\n\n/;

/** The hover without the titles that are messages of `shown`, the findings at that place. */
export function withoutTitles(hover: vscode.Hover, shown: readonly vscode.Diagnostic[]): vscode.Hover {
  const messages = new Set(shown.map((it) => it.message));
  const contents = hover.contents.map((it) => (it instanceof vscode.MarkdownString ? untitled(it, messages) : it));
  return new vscode.Hover(contents, hover.range);
}

function untitled(text: vscode.MarkdownString, messages: ReadonlySet<string>): vscode.MarkdownString {
  const parts = text.value.split("\n\n---\n\n").map((part) => {
    const title = TITLE.exec(part);
    return title !== null && messages.has(title[1] ?? "") ? part.slice(title[0].length) : part;
  });
  return new vscode.MarkdownString(parts.join("\n\n---\n\n"), text.supportThemeIcons);
}
