// What driftlint asks of the Python extension: which interpreter is selected, and when that changes. `standIn.select PATH` selects one.
const vscode = require("vscode");

let selected = process.env.INTERPRETER;
const changed = new vscode.EventEmitter();

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("standIn.select", (path) => {
      selected = path;
      changed.fire({ path });
    }),
  );
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ path: selected }),
      resolveEnvironment: async ({ path }) => ({ executable: { uri: vscode.Uri.file(path) } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
