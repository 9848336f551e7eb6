/** A view of what one request gives, asked for again when it may have changed and somebody looks. */

import * as vscode from "vscode";

export interface Listing<T> {
  show(listed: readonly T[]): void;
}

const PAUSE = 400;

export class Refreshing<T> implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;
  private asking: vscode.CancellationTokenSource | undefined;
  private listed = false;

  constructor(
    private readonly id: string,
    private readonly view: vscode.TreeView<unknown>,
    private readonly listing: Listing<T>,
    private readonly ask: (token: vscode.CancellationToken) => Promise<readonly T[] | undefined>,
    private readonly shown: () => void = () => undefined,
  ) {
    view.onDidChangeVisibility((it) => {
      if (it.visible) {
        this.soon(0);
      }
    });
  }

  /** Asks again a moment after the last call; not while nobody sees the view. */
  soon(pause = PAUSE): void {
    clearTimeout(this.timer);
    if (this.view.visible) {
      this.timer = setTimeout(() => void this.now(), pause);
    }
  }

  /** Asks again; what takes long for the first time shows that it does. */
  async now(): Promise<void> {
    const answered = this.answer();
    if (!this.listed && this.view.visible) {
      await vscode.window.withProgress({ location: { viewId: this.id } }, () => answered);
    }
    await answered;
  }

  /** Nothing is known any more. */
  clear(): void {
    this.asking?.cancel();
    this.listing.show([]);
    this.mark(false);
    this.shown();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking?.cancel();
  }

  private async answer(): Promise<void> {
    this.asking?.cancel();
    const source = (this.asking = new vscode.CancellationTokenSource());
    try {
      const listed = await this.ask(source.token);
      if (listed !== undefined && !source.token.isCancellationRequested) {
        this.listing.show(listed);
        this.mark(true);
        this.shown();
      }
    } catch {
      // withdrawn, or the server is gone: what is shown stays until there is something newer
    }
  }

  /** An empty view says why it is empty: because there is nothing, or not yet. */
  private mark(listed: boolean): void {
    this.listed = listed;
    void vscode.commands.executeCommand("setContext", `${this.id}.listed`, listed);
  }
}
