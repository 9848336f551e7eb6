/** The server is started anew one at a time, whatever is asked for meanwhile, and left alone in the end. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { kill, of, opened, type Stories, until } from "./workbench";

export const RESTARTS: Stories = {
  "restarts asked for together are one or two": async (api) => {
    const before = starts();
    await Promise.all(Array.from({ length: 6 }, () => vscode.commands.executeCommand("driftlint.restart")));
    assert.equal(api.state(), "running");
    assert.ok(starts() - before <= 2, `${starts() - before} servers were started`);
    const { document } = await opened();
    await until(() => of(document).length === 1, "its findings");
  },

  "a server that dies is started again, and in the end left alone": async (api) => {
    const { document } = await opened();
    for (let time = 1; time <= 4; time += 1) {
      const before = api.client();
      assert.ok(before !== undefined);
      kill(before);
      await until(() => api.client() !== before && api.state() === "running", "another server");
    }
    await until(() => of(document).length === 1, "its findings");
    const last = api.client();
    assert.ok(last !== undefined);
    kill(last);
    await until(() => api.state() === "failed", "it to be left alone");
    const before = starts();
    await vscode.commands.executeCommand("driftlint.restart");
    assert.equal(api.state(), "running");
    assert.equal(starts() - before, 1);
  },
};

/** How many servers have been started so far. */
function starts(): number {
  assert.ok(process.env.STARTS !== undefined);
  return readFileSync(process.env.STARTS, "utf8").length;
}
