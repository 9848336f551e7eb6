// What one sees where there is little to see: no server, which is then installed with one click; one that is slow; one that dies; no folder,
// no endpoints, nothing that is broken. `states.mjs WORKSPACE`
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openWindow, THEMES, until, User } from "./window.mjs";

const [workspace] = process.argv.slice(2);
const { SERVER: server, EXTENSIONS: extensions, SHOTS: shots } = process.env;
const patience = Number(process.env.SECONDS ?? 60);
const plain = folder("plain", { "tools/__init__.py": "", "tools/words.py": "def shout(word: str) -> str:\n    return word.upper()\n" });

const STATES = {
  "no server, and one click that installs it": {
    server: "",
    told: async (user, shot) => {
      await says(user, "Constraints", /^driftlint was not found: neither in the selected interpreter/);
      await status(user, "driftlint: not found");
      await shot("missing");
      await user.page.locator('.welcome-view-content .monaco-button:has-text("Install a Copy")').first().click(); // the message goes away by itself
      await status(user, /^driftlint: \d+$/, 300);
      await user.rest("driftlint: ");
      await until(async () => /driftlint \d+\.\d+\.\d+, from the extension's own copy/.test(await user.hovers()), "the status item to say where it is from", patience);
      await shot("installed");
    },
  },
  "a path at which nothing answers": {
    server: "/nowhere/driftlint",
    told: async (user, shot) => {
      await says(user, "Constraints", /^No driftlint answers at the path that the setting driftlint\.path names\./);
      await shot("misled");
    },
  },
  "a server that takes its time": {
    server: script("slow", 'if [ "$1" = server ]; then while [ ! -e "$0.go" ]; do sleep 0.1; done; fi'),
    told: async (user, shot) => {
      await says(user, "Constraints", /^Reading the workspace…/);
      await says(user, "Endpoints", /^Reading the workspace…/);
      await shot("reading");
      writeFileSync(`${join(dirname(server), "slow")}.go`, "");
      await until(async () => (await user.rows("Constraints")).length > 3, "the Constraints view", patience);
    },
  },
  "a server that dies": {
    server: script("dying", '[ "$1" = server ] && exit 1'),
    told: async (user, shot) => {
      await says(user, "Constraints", /^driftlint ended several times and is left alone\./);
      await status(user, "driftlint: stopped");
      const told = await until(async () => {
        const all = await user.page.$$eval(".notification-toast .notification-list-item-message", (them) => them.map((it) => it.innerText));
        return all.length > 0 && all;
      }, "a message", patience);
      if (told.join("\n") !== "driftlint ended several times and is left alone now.") {
        throw new Error(`the user is told: ${told.join("; ")}`);
      }
      await shot("failed");
    },
  },
  "nothing to find": {
    workspace: plain,
    file: "words.py",
    told: async (user, shot) => {
      await says(user, "Endpoints", /^No endpoints were found in the open folders\./);
      await until(async () => (await user.rows("Constraints")).every((it) => /kept$/.test(it)), "all rules to be kept", patience);
      await status(user, "driftlint");
      await shot("nothing");
    },
  },
  "no folder": {
    workspace: undefined,
    told: async (user, shot) => {
      await says(user, "Constraints", /^Open a folder with a Python backend/);
      await shot("no-folder");
    },
  },
};

let failed = false;
if (shots) {
  mkdirSync(shots, { recursive: true });
}
for (const theme of (process.env.THEMES ?? "light").split(",")) {
  for (const [name, state] of Object.entries(STATES)) {
    const there = { workspace, server, file: "services/tickets.py", ...state };
    const window = await openWindow({ server: there.server, extensions, theme: THEMES[theme] });
    const { page } = window;
    page.setDefaultTimeout(1000 * patience);
    const user = new User(page);
    const shot = async (of) => shots && (await page.screenshot({ path: join(shots, `${theme}-state-${of}.png`), animations: "disabled" }));
    try {
      await page.goto(`http://127.0.0.1:${window.port}/?${there.workspace ? `folder=${there.workspace}` : "ew=true"}`);
      await page.waitForSelector(".monaco-workbench");
      if (there.workspace) {
        await user.open(there.file);
      }
      await user.views();
      await there.told(user, shot);
      console.log(`passed: ${name}`);
    } catch (error) {
      failed = true;
      console.log(`failed: ${name}: ${String(error).split("\n")[0]}`);
      await shot("not-as-expected");
      console.log(window.output());
    }
    await window.close();
  }
}
process.exit(failed ? 1 : 0);

function says(user, view, expected) {
  return until(async () => expected.test(await user.welcome(view)), `${view} to say ${expected}`, patience);
}

function status(user, expected, seconds = patience) {
  return until(async () => (await user.status()).match(expected)?.[0] === (await user.status()), `the status item to say ${expected}`, seconds);
}

/** A `driftlint` beside the real one that does something else first. */
function script(name, first) {
  const path = join(dirname(server), name);
  writeFileSync(path, readFileSync(server, "utf8").replace("\n", `\n${first}\n`), { mode: 0o755 });
  return path;
}

function folder(name, files) {
  const path = join(dirname(workspace), name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}
