// What one sees: the squiggle, the route in the hover, the quick fix, the squiggle gone, the views filled. `story.mjs WORKSPACE`
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openWindow, until, User } from "./window.mjs";

const [workspace] = process.argv.slice(2);
const { SERVER: server, EXTENSIONS: extensions, SHOTS: shots } = process.env;
const patience = Number(process.env.SECONDS ?? 60);
let failed = false;

if (shots) {
  mkdirSync(shots, { recursive: true });
}
for (const theme of (process.env.THEMES ?? "light").split(",")) {
  const window = await openWindow({ server, extensions, theme: theme === "dark" ? "Default Dark Modern" : "Default Light Modern" });
  const { page } = window;
  const user = new User(page);
  const shot = async (name) => shots && (await page.screenshot({ path: join(shots, `${theme}-${name}.png`), animations: "disabled" }));
  try {
    await page.goto(`http://127.0.0.1:${window.port}/?folder=${workspace}`);
    await page.waitForSelector(".monaco-workbench");
    await page.locator('.activitybar a[aria-label^="driftlint"]').first().click({ timeout: 1000 * patience });
    await user.open("services/tickets.py");
    await until(() => page.$(".squiggly-error"), "the finding", patience);
    await shot("squiggle");
    await until(async () => (await user.rows("Constraints")).some((it) => /http-in-transaction.*findings/.test(it)), "the Constraints view", patience);
    await until(async () => (await user.rows("Endpoints")).some((it) => /GET \/.*auth: /.test(it)), "the Endpoints view", patience);
    await user.expand("Constraints", "services/tickets.py");
    await until(async () => (await user.rows("Constraints")).some((it) => /1\. the transaction is opened here/.test(it)), "the route in the view", patience);
    console.log(await user.menu("Constraints", "services/tickets.py", "Accept into the Baseline"));
    await shot("menu");
    await page.keyboard.press("Escape");
    console.log(await user.hover("oncall.page", /sends HTTP while[\s\S]*How it gets there[\s\S]*httpx/));
    await shot("hover");
    await page.keyboard.press("Escape");
    await user.goTo(15, 12);
    console.log(await user.quickFixes());
    await shot("fixes");
    await page.locator('.action-widget .monaco-list-row.action:has-text("after the commit")').first().click();
    await until(() => user.spot("on_commit"), "the fix", patience);
    await until(async () => (await page.$(".squiggly-error")) === null, "the squiggle to go", patience);
    await shot("mended");
    await user.command("File: Revert File");
    await page.waitForSelector(".squiggly-error", { timeout: 1000 * patience });
    await user.open("views/people.py");
    await page.waitForSelector(".codelens-decoration a", { timeout: 1000 * patience });
    console.log(await page.$$eval(".codelens-decoration a", (all) => all.map((it) => it.innerText)));
    await shot("lenses");
  } catch (error) {
    failed = true;
    console.log(String(error).split("\n")[0]);
    await shot("failed");
    console.log(window.output());
  }
  await window.close();
}
process.exit(failed ? 1 : 0);
