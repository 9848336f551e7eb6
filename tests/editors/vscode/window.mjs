// A VS Code window: the code-server build of it, in a Chromium that reaches nothing but it.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const EDITORS = process.env.DRIFTLINT_EDITORS;
const { chromium } = createRequire(join(EDITORS, "vscode/pw/"))("playwright-core");

const USER = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "editor.lightbulb.enabled": "on",
  "editor.hover.delay": 100,
  "editor.fontSize": 13,
  "git.enabled": false,
  "files.autoSave": "off", // in a browser it is on
};

export const THEMES = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  contrast: "Default High Contrast",
  "light-contrast": "Default High Contrast Light",
};

/** What `happened` gives once it gives something; what fails meanwhile has not happened yet. */
export async function until(happened, what, seconds = 60) {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const value = await Promise.resolve().then(happened).catch(() => undefined);
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`);
    }
    await sleep(50);
  }
}

/** A fresh profile with the extension of `extensions` and the server `server`, or one that is to be found; `close` ends everything. */
export async function openWindow({ server, extensions, trusted = true, theme = "Default Light Modern", options = [], width = 1280, height = 900 }) {
  const profile = mkdtempSync(join(tmpdir(), "driftlint-vscode-"));
  const port = await freePort();
  for (const [folder, settings] of [
    ["User", { ...USER, "workbench.colorTheme": theme, "security.workspace.trust.enabled": !trusted, "security.workspace.trust.startupPrompt": "never" }],
    ["Machine", server ? { "driftlint.path": server } : {}], // to the workbench this is a remote, whose settings of the machine stand here
  ]) {
    mkdirSync(join(profile, folder), { recursive: true });
    writeFileSync(join(profile, folder, "settings.json"), JSON.stringify(settings));
  }
  const urls = ["serviceUrl", "itemUrl", "resourceUrlTemplate", "controlUrl", "nlsBaseUrl", "publisherUrl"];
  const code = spawn(
    join(EDITORS, "vscode/code-server/node_modules/.bin/code-server"),
    ["--config", "/dev/null", "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--user-data-dir", profile, "--extensions-dir", extensions,
      "--disable-telemetry", "--disable-update-check", ...(trusted ? ["--disable-workspace-trust"] : []), "--disable-getting-started-override", "--ignore-last-opened", ...options],
    { stdio: ["ignore", "pipe", "pipe"], detached: true, env: { ...process.env, EXTENSIONS_GALLERY: JSON.stringify(Object.fromEntries(urls.map((it) => [it, ""]))) } },
  );
  let output = "";
  code.stdout.on("data", (it) => (output += it));
  code.stderr.on("data", (it) => (output += it));
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, "VS Code to answer");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
  const page = await browser.newPage({ viewport: { width, height } });
  const close = async () => {
    await browser.close().catch(() => undefined);
    try {
      process.kill(-code.pid, "SIGTERM");
    } catch {
      // it has ended
    }
    await sleep(300);
    if (process.env.KEEP_LOGS) {
      cpSync(join(profile, "logs"), process.env.KEEP_LOGS, { recursive: true });
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { page, port, close, output: () => output };
}

/** What a user does with the mouse and the keys. */
export class User {
  constructor(page) {
    this.page = page;
  }

  /** Opens a file by its name, as one does with Ctrl+P. */
  async open(name) {
    await this.page.keyboard.press("Control+p");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(name);
    await this.page.locator(`.quick-input-list .monaco-list-row:has-text("${name.split("/").at(-1)}")`).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(".quick-input-widget", { state: "hidden" });
    await this.page.waitForSelector(`.tab.active[data-resource-name="${name.split("/").at(-1)}"]`);
    await this.page.waitForSelector(".editor-instance .view-line");
  }

  /** Chooses a command by its title. Those of an extension come a moment after the window: so looks again. */
  async command(title) {
    await until(async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("F1");
      await this.page.waitForSelector(".quick-input-widget input");
      await this.page.keyboard.type(title);
      await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first().click({ timeout: 3000 });
      return true;
    }, `the command ${title}`);
  }

  /** Where on the screen the text stands in the editor. */
  async spot(text) {
    return this.page.evaluate((wanted) => {
      for (const line of document.querySelectorAll(".editor-instance .view-line")) {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent.replaceAll("\u00a0", " ").indexOf(wanted);
          if (at >= 0) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + wanted.length);
            const box = range.getBoundingClientRect();
            return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
          }
        }
      }
      return undefined;
    }, text);
  }

  /** Rests the mouse on the item in the status bar that begins so. */
  async rest(text) {
    await this.page.locator(`.statusbar-item:has-text("${text}")`).first().hover();
  }

  /** What is shown on hover now. */
  async hovers() {
    return (await this.page.$$eval(".monaco-hover:not(.hidden)", (all) => all.map((it) => it.innerText).join("\n"))).replaceAll("\u00a0", " ");
  }

  /** Rests the mouse on a text until a hover says what is expected. The editor asks once a stop: so comes back. */
  async hover(text, expected) {
    let last = 0;
    return until(async () => {
      const shown = await this.hovers();
      if (expected.test(shown)) {
        return shown;
      }
      if (Date.now() - last > 1500) {
        last = Date.now();
        const at = await this.spot(text);
        await this.page.mouse.move(at.x, at.y + 250);
        await sleep(100);
        await this.page.mouse.move(at.x - 2, at.y);
        await this.page.mouse.move(at.x, at.y);
      }
      return undefined;
    }, `a hover that says ${expected}`);
  }

  /** Puts the cursor there, lines and columns counted from one. */
  async goTo(line, column) {
    await this.page.mouse.move(0, 0);
    await this.page.keyboard.press("Control+g");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(".quick-input-widget", { state: "hidden" });
  }

  async quickFixes() {
    const rows = ".action-widget .monaco-list-row.action";
    await until(async () => {
      await this.page.keyboard.press("Control+.");
      return this.page.waitForSelector(rows, { timeout: 3000 });
    }, "quick fixes");
    return this.page.$$eval(rows, (all) => all.map((it) => it.innerText.trim()));
  }

  /** Shows the views of driftlint. Not by a click: their icon may be under its badge. */
  async views() {
    await this.command("driftlint: Focus on Constraints View");
  }

  /** Chooses an entry of the context menu of a line of a view. A menu that has just opened takes no click: so clicks until it closes. */
  async choose(view, text, entry) {
    await this.menu(view, text, entry);
    const label = this.page.locator(`.context-view .action-label:has-text("${entry}")`).first();
    await until(async () => {
      await label.click({ timeout: 1000 }).catch(() => undefined);
      await label.waitFor({ state: "hidden", timeout: 1000 });
      return true;
    }, `the menu to close after ${entry}`);
  }

  /** The walkthrough, shown; and whether each of its steps is done. */
  async walkthrough() {
    const steps = ".step-list-container .codicon-getting-started-step-checked, .step-list-container .codicon-getting-started-step-unchecked";
    if ((await this.page.$(steps)) === null) {
      await this.command("Welcome: Open Walkthrough");
      await this.page.keyboard.type("constraints with driftlint");
      await this.page.locator(`.quick-input-list .monaco-list-row:has-text("constraints with driftlint")`).first().click();
      await this.page.waitForSelector(steps);
    }
    return this.page.$$eval(steps, (all) => all.map((it) => it.className.endsWith("-checked") && !it.className.endsWith("-unchecked")));
  }

  /** What a dialog asks; `answer` is pressed. */
  async dialog(answer) {
    await this.page.locator(`.monaco-dialog-box .monaco-button:has-text("${answer}")`).first().waitFor();
    const said = await this.page.$eval(".monaco-dialog-box .dialog-message-container", (it) => it.innerText);
    return { said, press: () => this.page.locator(`.monaco-dialog-box .monaco-button:has-text("${answer}")`).first().click() };
  }

  /** What the item in the status bar says. */
  async status() {
    return this.page.$eval('.statusbar-item[id="driftlint.driftlint.driftlint.status"], .statusbar-item[id*="driftlint"]', (it) => it.innerText.trim());
  }

  /** What the Problems panel says, shown. */
  async problems() {
    await this.command("Problems: Focus on Problems View");
    return (await this.page.$$eval(".markers-panel .monaco-list-row, .markers-panel-container .monaco-list-row", (all) => all.map((it) => it.innerText))).join("\n").replaceAll("\u00a0", " ");
  }

  /** What an empty view says instead. */
  async welcome(view) {
    return this.page.$eval(`${pane(view)} .welcome-view-content`, (it) => it.innerText);
  }

  /** Opens what is below a line of a view. */
  async expand(view, text) {
    await this.page.locator(`${pane(view)} .monaco-list-row:has-text("${text}") .monaco-tl-twistie`).first().click();
  }

  /** The context menu of a line of a view, once it has an entry. */
  async menu(view, text, entry) {
    await this.page.locator(`${pane(view)} .monaco-list-row:has-text("${text}")`).first().click({ button: "right" });
    await this.page.locator(`.context-view .action-label:has-text("${entry}")`).first().waitFor();
    return this.page.$$eval(".context-view .action-label", (all) => all.map((it) => it.innerText.trim()));
  }

  async rows(view) {
    return this.page.$$eval(`${pane(view)} .monaco-list-row`, (all) => all.map((it) => it.getAttribute("aria-label") ?? it.innerText));
  }
}

/** Where a view of the side bar is in the page. */
function pane(view) {
  return `.pane:has(.pane-header[aria-label^="${view}"])`;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
