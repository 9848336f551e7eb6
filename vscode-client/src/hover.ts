/** The editor shows a finding's message and its route, to be followed, above what the server says of it: there they need not stand once more. */

import * as vscode from "vscode";

const TITLE = /^\*\*(.+)\*\*\n\n/;
const EVIDENCE = /^\*\*[^*\n]+\*\*\n\n(?:\d+\. .*(?:\n {3}.*)?(?:\n|$))+/;

/** The hover without what `shown`, the findings at that place, say already. */
export function withoutRepeating(hover: vscode.Hover, shown: readonly vscode.Diagnostic[]): vscode.Hover {
  const contents = hover.contents.map((it) => (it instanceof vscode.MarkdownString ? shortened(it, shown) : it));
  return new vscode.Hover(contents, hover.range);
}

function shortened(text: vscode.MarkdownString, shown: readonly vscode.Diagnostic[]): vscode.MarkdownString {
  const parts = text.value.split("\n\n---\n\n").map((part) => {
    const title = TITLE.exec(part);
    const finding = shown.find((it) => it.message === title?.[1]);
    if (title === null || finding === undefined) {
      return part;
    }
    const routed = (finding.relatedInformation ?? []).length > 0;
    return part
      .slice(title[0].length)
      .split(/\n\n(?=\*\*)/)
      .filter((it) => !(routed && EVIDENCE.test(it)))
      .join("\n\n");
  });
  return new vscode.MarkdownString(parts.join("\n\n---\n\n"), text.supportThemeIcons);
}
