/** The page about a place, beside the editor. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { explain, type Spot } from "./protocol";
import type { Node } from "./views/constraints";

const SCHEME = "driftlint";

export class Explanation implements vscode.TextDocumentContentProvider {
  private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.emitter.event;
  private text = "";

  constructor(private readonly client: () => LanguageClient | undefined) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  /** Shows what the server says of a place; returns it. */
  async show(spot: Spot): Promise<string> {
    const page = await this.client()?.sendRequest(explain, spot);
    this.text = page?.value ?? "Nothing is known of this place.";
    const uri = vscode.Uri.from({ scheme: SCHEME, path: "Explanation.md" });
    this.emitter.fire(uri);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
    return this.text;
  }

  /** Shows it for a finding of the Constraints view. */
  async of(node: Node | undefined): Promise<string | undefined> {
    return node?.kind === "finding" ? this.show({ uri: node.it.uri, ...node.it.range.start }) : undefined;
  }

  /** Shows it for where the cursor is. */
  async here(): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      return undefined;
    }
    const { line, character } = editor.selection.active;
    const uri = this.client()?.code2ProtocolConverter.asUri(editor.document.uri) ?? editor.document.uri.toString();
    return this.show({ uri, line, character });
  }
}
