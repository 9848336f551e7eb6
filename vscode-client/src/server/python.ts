/** The interpreter that the Python extension has selected. */

import * as vscode from "vscode";

/** What we use of the API of `ms-python.python`. */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(at: { readonly path: string }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** Its full path; undefined without the extension, or while none is selected. */
export async function selectedInterpreter(): Promise<string | undefined> {
  try {
    const environments = (await api())?.environments;
    const active = environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    if (environments === undefined || active === undefined) {
      return undefined;
    }
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch {
    return undefined; // another extension's mistake is no reason to be without a server
  }
}

/** Calls `changed` when the user selects another one. */
export async function onInterpreterChange(changed: () => void): Promise<vscode.Disposable | undefined> {
  try {
    return (await api())?.environments?.onDidChangeActiveEnvironmentPath(changed);
  } catch {
    return undefined;
  }
}

async function api(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  return extension === undefined ? undefined : extension.isActive ? extension.exports : await extension.activate();
}
