/** The extension's own copy of the server: a virtual environment of its own, made on request. */

import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { output } from "./machine";

const PYTHONS = process.platform === "win32" ? ["py", "python"] : ["python3", "python3.13", "python3.12", "python3.11", "python"];
const RECENT = /^Python 3\.(1[1-9]|[2-9]\d)\b/;
const MINUTES = 10;

/** Makes or renews it in `folder`, from the wheel that came with the extension. Fails with what went wrong. */
export async function install(extension: string, folder: string, log: vscode.LogOutputChannel): Promise<void> {
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: "Installing driftlint" }, async (progress) => {
    const source = wheel(extension);
    const storage = path.dirname(folder);
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(storage));
    const python = await recentPython(storage);
    progress.report({ message: "making an environment" });
    log.info(await output({ command: python, args: [] }, ["-m", "venv", "--clear", folder], storage, 60 * MINUTES));
    progress.report({ message: "fetching what it needs" });
    const inner = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
    log.info(await output({ command: inner, args: [] }, ["-m", "pip", "install", "--upgrade", source], storage, 60 * MINUTES));
  });
}

/** The wheel in the extension; in a checkout, which holds none, the checkout itself. Fails where there is neither. */
function wheel(extension: string): string {
  const bundled = path.join(extension, "bundled");
  const name = existsSync(bundled) ? readdirSync(bundled).find((it) => it.endsWith(".whl")) : undefined;
  const checkout = path.dirname(extension);
  if (name !== undefined) {
    return path.join(bundled, name);
  }
  if (existsSync(path.join(checkout, "server", "driftlint"))) {
    return checkout;
  }
  throw new Error("this build of the extension comes without a copy: install driftlint into the project's environment");
}

async function recentPython(folder: string): Promise<string> {
  for (const command of PYTHONS) {
    const version = await output({ command, args: [] }, ["--version"], folder).catch(() => "");
    if (RECENT.test(version)) {
      return command;
    }
  }
  throw new Error("driftlint needs Python 3.11 or later, and none was found on PATH");
}
