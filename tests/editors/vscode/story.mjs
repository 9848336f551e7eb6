// What one sees: the squiggle, the route in the hover, the quick fix, the squiggle gone, the views filled. `story.mjs WORKSPACE`
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWindow, THEMES, until, User } from "./window.mjs";

const [workspace] = process.argv.slice(2);
const { SERVER: server, EXTENSIONS: extensions, SHOTS: shots } = process.env;
const patience = Number(process.env.SECONDS ?? 60);
let failed = false;

if (shots) {
  mkdirSync(shots, { recursive: true });
}
mkdirSync(join(workspace, ".vscode"), { recursive: true });
writeFileSync(
  join(workspace, ".vscode", "tasks.json"),
  JSON.stringify({ version: "2.0.0", tasks: [{ label: "check", type: "shell", command: `'${server}' check`, problemMatcher: "$driftlint" }] }),
);
for (const theme of (process.env.THEMES ?? "light").split(",")) {
  const window = await openWindow({ server, extensions, theme: THEMES[theme] });
  const { page } = window;
  page.setDefaultTimeout(1000 * patience);
  const user = new User(page);
  const shot = async (name) => shots && (await page.screenshot({ path: join(shots, `${theme}-${name}.png`), animations: "disabled" }));
  const listed = (view, pattern) => until(async () => (await user.rows(view)).some((it) => pattern.test(it)), `${pattern} in ${view}`, patience);
  try {
    await page.goto(`http://127.0.0.1:${window.port}/?folder=${workspace}`);
    await page.waitForSelector(".monaco-workbench");
    await user.open("services/tickets.py");
    await until(() => page.$(".squiggly-error"), "the finding", patience);
    await user.views();
    await listed("Constraints", /http-in-transaction.*3 findings/);
    await listed("Endpoints", /GET \/.*auth: /);
    await shot("squiggle");

    await user.expand("Constraints", "services/tickets.py");
    await listed("Constraints", /1\. the transaction is opened here/);
    console.log(await user.menu("Constraints", "services/tickets.py", "Accept into the Baseline"));
    await shot("menu");
    await page.keyboard.press("Escape");
    console.log(await user.hover("oncall.page", /sends HTTP while[\s\S]*client\.py\(26, 9\): `httpx\.Client\.request` sends HTTP[\s\S]*Why[\s\S]*Instead/));
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
    await page.waitForSelector(".squiggly-error");

    await user.choose("Constraints", "http-in-transaction", "Accept All New Findings");
    const asked = await user.dialog("Cancel");
    console.log(asked.said);
    if (!/^Accept 3 findings of http-in-transaction into the baseline\?\s+They are in 3 files\./.test(asked.said)) {
      throw new Error(`it is asked: ${asked.said}`);
    }
    await shot("accept");
    await asked.press();
    await user.choose("Constraints", "http-in-transaction", "Accept All New Findings");
    await (await user.dialog("Accept")).press();
    await listed("Constraints", /http-in-transaction, 3 known/);
    await shot("accepted");
    rmSync(join(workspace, "constraints.baseline.yaml"));
    await listed("Constraints", /http-in-transaction.*3 findings/);

    await until(async () => (await user.status()) === "driftlint: 4", "the status item to count", patience);
    await user.command("Tasks: Run Task");
    await page.locator('.quick-input-list .monaco-list-row[aria-label^="check"]').first().click();
    await until(async () => /driftlint check\s*http-in-transaction/.test(await user.problems()), "the task's findings among the problems", patience);
    await until(async () => (await user.status()) === "driftlint: 4", "the status item to count the server's findings only", patience);
    await shot("problems");
    await user.command("View: Toggle Panel Visibility");

    await user.open("views/people.py");
    await page.waitForSelector(".codelens-decoration a");
    console.log(await page.$$eval(".codelens-decoration a", (all) => all.map((it) => it.innerText)));
    await shot("lenses");
    await until(async () => (await user.walkthrough())[0], "the walkthrough's first step to be done", patience);
    await shot("walkthrough");
  } catch (error) {
    failed = true;
    console.log(String(error).split("\n")[0]);
    await shot("failed");
    console.log(window.output());
  }
  await window.close();
}
process.exit(failed ? 1 : 0);
