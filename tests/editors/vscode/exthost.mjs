// Runs TESTS (a bundle that exports `run`) inside the extension host, with the extension at EXTENSION. `exthost.mjs WORKSPACE`:
// a folder, or a file that names several.
import { setTimeout as sleep } from "node:timers/promises";
import { openWindow } from "./window.mjs";

const [workspace] = process.argv.slice(2);
const { SERVER: server, EXTENSIONS: extensions, EXTENSION: extension, TESTS: tests } = process.env;
const window = await openWindow({ server, extensions, trusted: !process.env.UNTRUSTED, options: ["--vscode-option", "enable-smoke-test-driver"] }); // else the payload is ignored
const { page, port } = window;
let ended;
const code = new Promise((resolve) => (ended = resolve));
const ours = /^(passed|failed): |Error|^\s+at |dist-test/;
await page.exposeFunction("codeAutomationLog", (_, args) => {
  const said = args.map((it) => (typeof it === "string" ? it : JSON.stringify(it))).join(" ");
  if (ours.test(said) || process.env.KEEP_LOGS) {
    console.log(said);
  }
});
await page.exposeFunction("codeAutomationExit", (it) => ended(it));
const remote = `vscode-remote://127.0.0.1:${port}`;
const payload = JSON.stringify([["extensionDevelopmentPath", remote + extension], ["extensionTestsPath", remote + tests]]);
const kind = workspace.endsWith(".code-workspace") ? "workspace" : "folder";
await page.goto(`http://127.0.0.1:${port}/?${kind}=${workspace}&payload=${encodeURIComponent(payload)}`);
const result = await Promise.race([code, sleep(300_000).then(() => "no end")]);
if (result !== 0) {
  console.log("ended with", result, window.output());
}
await window.close();
process.exit(result === 0 ? 0 : 1);
