/** What happens when something in a view is chosen: the editor goes to its place. */

import * as vscode from "vscode";
import type { Place } from "../protocol";

export function opening(it: Place): vscode.Command {
  const { start, end } = it.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(it.uri), { selection, preview: true }] };
}
