/** Wires the parts together; what they do is in their own files. */

import * as vscode from "vscode";
import type { CodeAction, LanguageClient, Middleware } from "vscode-languageclient/node";
import { ACCEPT, acceptFile, acceptNode } from "./accepting";
import { Explanation } from "./explanation";
import { constraints, endpoints } from "./protocol";
import { withoutRepeating } from "./hover";
import { APPLY, applyWithReason, askingForReasons } from "./reasons";
import { install } from "./server/install";
import { onInterpreterChange } from "./server/python";
import { Server } from "./server/server";
import { type State, Supervisor } from "./server/supervisor";
import { Trace } from "./server/trace";
import { findings, Status } from "./status";
import { configuredPath, tellFailed, tellMissing, tellNotRunning } from "./telling";
import { ConstraintsView, type Node } from "./views/constraints";
import { EndpointsView } from "./views/endpoints";
import { Refreshing } from "./views/listing";
import { tickingOff, tickOff } from "./walkthrough";

/** What the tests of the extension, and other extensions, may use of it. */
export interface Api {
  readonly client: () => LanguageClient | undefined;
  readonly from: () => string | undefined;
  readonly state: () => State;
  /** What the item in the status bar says, and on hover. */
  readonly status: () => { readonly text: string; readonly tooltip: string };
  /** The folder in which the log is written. */
  readonly logs: vscode.Uri;
  readonly constraints: ConstraintsView;
  readonly endpoints: EndpointsView;
  readonly refresh: () => Promise<void>;
  readonly explainHere: () => Promise<string | undefined>;
}

let supervisor: Supervisor | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const log = vscode.window.createOutputChannel("driftlint", { log: true });
  const trace = new Trace(log);
  const client = (): LanguageClient | undefined => server.client;
  const explanation = new Explanation(client);
  const constraintsView = new ConstraintsView();
  const endpointsView = new EndpointsView();
  const constraintsTree = vscode.window.createTreeView("driftlint.constraints", { treeDataProvider: constraintsView, showCollapseAll: true });
  const endpointsTree = vscode.window.createTreeView("driftlint.endpoints", { treeDataProvider: endpointsView, showCollapseAll: true });
  const listedConstraints = new Refreshing("driftlint.constraints", constraintsTree, constraintsView, async (token) => (await client()?.sendRequest(constraints, {}, token))?.constraints, badge);
  const listedEndpoints = new Refreshing("driftlint.endpoints", endpointsTree, endpointsView, async (token) => (await client()?.sendRequest(endpoints, {}, token))?.endpoints);

  const middleware: Middleware = {
    provideHover: async (document, position, token, next) => {
      const hover = await next(document, position, token);
      const shown = vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "driftlint" && it.range.contains(position));
      return hover && withoutRepeating(hover, shown);
    },
    provideCodeActions: async (document, range, asked, token, next) => askingForReasons(client(), (await next(document, range, asked, token)) ?? []),
    executeCommand: (command, args, next) => {
      if (command === "driftlint.explain") {
        const [uri, line, character] = args as [string, number, number];
        return explanation.show({ uri, line, character });
      }
      const answer = next(command, args) as Promise<unknown>;
      return command === ACCEPT ? answer.finally(refresh) : answer;
    },
    handleWorkDoneProgress: (token, params, next) => {
      if (params.kind !== "report") {
        status.read(params.kind === "begin");
        refresh();
      }
      next(token, params);
    },
  };
  const server = new Server(context.globalStorageUri.fsPath, log, trace, middleware);
  const status = new Status(() => server.found);

  function badge(): void {
    const count = constraintsTree.visible ? constraintsView.count : findings();
    constraintsTree.badge = count === 0 ? undefined : { value: count, tooltip: `${count} new ${count === 1 ? "finding" : "findings"}` };
  }

  function refresh(): void {
    status.show();
    badge();
    listedConstraints.soon();
    listedEndpoints.soon();
  }

  function changed(state: State): void {
    status.change(state);
    void vscode.commands.executeCommand("setContext", "driftlint.state", state);
    void vscode.commands.executeCommand("setContext", "driftlint.pathIsSet", configuredPath() !== "");
    if (state === "running") {
      refresh();
      void tickOff();
    } else if (state !== "starting") {
      listedConstraints.clear();
      listedEndpoints.clear();
    }
    if (state === "missing") {
      void tellMissing();
    } else if (state === "failed") {
      void tellFailed();
    }
  }

  const supervising = (supervisor = new Supervisor(server, changed));
  const restart = (): Promise<void> => supervising.restart();

  function filterConstraints(newOnly: boolean): void {
    constraintsView.filter(newOnly);
    void vscode.commands.executeCommand("setContext", "driftlint.newOnly", newOnly);
  }

  function filterEndpoints(unguardedOnly: boolean): void {
    endpointsView.filter(unguardedOnly);
    void vscode.commands.executeCommand("setContext", "driftlint.unguardedOnly", unguardedOnly);
  }
  filterConstraints(true);

  /** What is done where a server runs; where none does, the user is told. */
  const served =
    <A extends unknown[]>(run: (client: LanguageClient, ...args: A) => unknown) =>
    (...args: A): unknown => {
      const running = status.state === "running" ? client() : undefined;
      return running === undefined ? tellNotRunning(status.state) : run(running, ...args);
    };

  const commands: Record<string, (...args: never[]) => unknown> = {
    "driftlint.restart": restart,
    "driftlint.showLog": () => log.show(),
    "driftlint.install": async () => {
      await supervising.stop();
      try {
        await install(context.extensionPath, server.ownCopy, log);
      } catch (error) {
        log.error(String(error));
        void vscode.window.showErrorMessage(`driftlint could not be installed: ${error instanceof Error ? error.message : String(error)}`);
      }
      await restart();
    },
    "driftlint.settings": () => vscode.commands.executeCommand("workbench.action.openSettings", "@ext:driftlint.driftlint"),
    "driftlint.explainHere": served(() => explanation.here()),
    "driftlint.explainFinding": served((_, node?: Node) => explanation.of(node)),
    "driftlint.check": served(() => vscode.commands.executeCommand("driftlint.checkWorkspace")),
    "driftlint.constraintsFile": served(() => vscode.commands.executeCommand("driftlint.openConstraints", vscode.window.activeTextEditor?.document.uri.toString())),
    "driftlint.acceptFinding": served(acceptNode),
    "driftlint.acceptRule": served(acceptNode),
    "driftlint.acceptFile": served(acceptFile),
    "driftlint.refresh": async () => {
      await Promise.all([listedConstraints.now(), listedEndpoints.now()]);
    },
    "driftlint.showNewOnly": () => filterConstraints(true),
    "driftlint.showAllFindings": () => filterConstraints(false),
    "driftlint.showUnguardedOnly": () => filterEndpoints(true),
    "driftlint.showAllEndpoints": () => filterEndpoints(false),
    [APPLY]: (action: CodeAction, reason?: string) => applyWithReason(client(), action, reason),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run as (...args: unknown[]) => unknown));
  }

  const interpreter = await onInterpreterChange(() => void restart());
  context.subscriptions.push(
    log,
    trace,
    status,
    constraintsTree,
    endpointsTree,
    listedConstraints,
    listedEndpoints,
    explanation.register(),
    tickingOff(() => status.state === "running"),
    vscode.languages.onDidChangeDiagnostics(refresh),
    vscode.workspace.onDidSaveTextDocument(refresh),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
    vscode.workspace.onDidChangeConfiguration((it) => {
      if (it.affectsConfiguration("driftlint.path") || it.affectsConfiguration("driftlint.arguments")) {
        void restart();
      }
    }),
    ...(interpreter === undefined ? [] : [interpreter]),
  );
  void restart(); // the window need not wait for the server
  return {
    client,
    from: () => server.found?.from,
    state: () => status.state,
    status: () => status.said,
    logs: context.logUri,
    constraints: constraintsView,
    endpoints: endpointsView,
    refresh: async () => {
      await Promise.all([listedConstraints.now(), listedEndpoints.now()]);
    },
    explainHere: () => explanation.here(),
  };
}

export async function deactivate(): Promise<void> {
  await supervisor?.stop();
}
