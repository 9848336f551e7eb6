/** One language server for the window: found, started, stopped. */

import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import { discover, type Found } from "./discovery";
import { machine } from "./machine";
import { selectedInterpreter } from "./python";
import type { Runner } from "./supervisor";
import type { Trace } from "./trace";

/** Says into the log alone that a server did not start: what comes of it is told by whoever starts it. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
    super.error(message, data, showNotification === "force" ? false : showNotification);
  }
}

export class Server implements Runner {
  client: LanguageClient | undefined;
  found: Found | undefined;

  constructor(
    private readonly storage: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly trace: Trace,
    private readonly middleware: Middleware,
  ) {}

  /** Where the extension's own copy is, once it has been installed. */
  get ownCopy(): string {
    return path.join(this.storage, "server");
  }

  async start(ended: () => void): Promise<boolean> {
    const settings = vscode.workspace.getConfiguration("driftlint");
    const trusted = vscode.workspace.isTrusted;
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(this.storage));
    const outcome = await discover(
      {
        trusted,
        setting: settings.get("path", "").trim(),
        folders: (vscode.workspace.workspaceFolders ?? []).filter((it) => it.uri.scheme === "file").map((it) => it.uri.fsPath),
        interpreter: trusted ? await selectedInterpreter() : undefined,
        searchPath: (process.env.PATH ?? "").split(path.delimiter),
        ownCopy: this.ownCopy,
        home: os.homedir(),
        windows: process.platform === "win32",
      },
      machine(this.storage),
    );
    for (const place of outcome.tried) {
      this.log.info(`no driftlint answers in ${place}`);
    }
    this.found = outcome.found;
    if (outcome.found === undefined) {
      this.log.warn("driftlint was not found");
      return false;
    }
    this.log.info(`driftlint ${outcome.found.version} from ${outcome.found.from}: ${[outcome.found.command, ...outcome.found.args].join(" ")}`);
    this.client = this.made(outcome.found, settings.get<string[]>("arguments", []), ended);
    await this.client.start();
    return true;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  private made(found: Found, more: readonly string[], ended: () => void): LanguageClient {
    const run = { command: found.command, args: [...found.args, "server", ...more], options: { cwd: this.storage } };
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "python" },
        { scheme: "file", pattern: "**/constraints.{yaml,yml}" },
        { scheme: "file", pattern: "**/rules/*/*.yaml" }, // driftlint's own rules, where somebody writes one; of others it says nothing
      ],
      outputChannel: this.log,
      traceOutputChannel: this.trace.channel,
      middleware: this.middleware,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          ended();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      initializationFailedHandler: () => false,
    };
    return new Client("driftlint", "driftlint", run, options);
  }
}
