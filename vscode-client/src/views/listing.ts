/** A view of what one request gives, asked for again when it may have changed and somebody looks. */

import * as vscode from "vscode";

export interface Listing<T> {
  show(listed: readonly T[]): void;
}

const PAUSE = 400;

export class Refreshing<T> implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;
  private asking: vscode.CancellationTokenSource | undefined;

  constructor(
    private readonly view: vscode.TreeView<unknown>,
    private readonly listing: Listing<T>,
    private readonly ask: (token: vscode.CancellationToken) => Promise<readonly T[]>,
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

  async now(): Promise<void> {
    this.asking?.cancel();
    const source = (this.asking = new vscode.CancellationTokenSource());
    try {
      const listed = await this.ask(source.token);
      if (!source.token.isCancellationRequested) {
        this.listing.show(listed);
        this.shown();
      }
    } catch {
      // withdrawn, or the server is gone: what is shown stays until there is something newer
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking?.cancel();
  }
}
