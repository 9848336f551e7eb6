/** Where the messages between editor and server are traced to: into the log, as the setting `driftlint.trace.server` says. */

import * as vscode from "vscode";

const SETTING = "driftlint.trace.server";

/**
 * The log as the client library wants it for tracing. That one traces where the log's own level says so, and takes the setting for no more
 * than a choice of how much; here the setting alone decides.
 */
export class Trace implements vscode.Disposable {
  readonly channel: vscode.LogOutputChannel;
  private readonly changed = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly listening: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    this.channel = Object.create(log, {
      logLevel: { get: level },
      onDidChangeLogLevel: { value: this.changed.event },
      trace: { value: (message: string) => log.info(message) },
    }) as vscode.LogOutputChannel;
    this.listening = vscode.workspace.onDidChangeConfiguration((it) => {
      if (it.affectsConfiguration(SETTING)) {
        this.changed.fire(level());
      }
    });
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }
}

function level(): vscode.LogLevel {
  return vscode.workspace.getConfiguration().get<string>(SETTING, "off") === "off" ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
}
