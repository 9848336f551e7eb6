import assert from "node:assert/strict";
import { test } from "node:test";
import { type Command, discover, type Machine, type Surroundings } from "../src/server/discovery";

const SURROUNDINGS: Surroundings = {
  trusted: true,
  setting: "",
  folders: ["/shop"],
  interpreter: "/envs/shop/bin/python",
  searchPath: ["bin", "/shop/tools", "/usr/bin"],
  ownCopy: "/storage/server",
  home: "/home/me",
  windows: false,
};

const ALL = ["/opt/driftlint", "/envs/shop/bin/python", "/shop/.venv/bin/driftlint", "/shop/tools/driftlint", "/usr/bin/driftlint", "/storage/server/bin/driftlint"];

/** A machine on which only these commands are driftlint. */
function machine(...there: string[]): Machine & { asked: Command[] } {
  const asked: Command[] = [];
  return {
    asked,
    exists: (file) => there.includes(file),
    version: (it) => {
      asked.push(it);
      return Promise.resolve(there.includes(it.command) ? "driftlint 1.2.3\n" : undefined);
    },
  };
}

async function found(it: Partial<Surroundings>, ...there: string[]): Promise<string | undefined> {
  return (await discover({ ...SURROUNDINGS, ...it }, machine(...there))).found?.command;
}

test("the order is setting, interpreter, virtual environment, PATH, own copy", async () => {
  const order = ["/envs/shop/bin/python", "/shop/.venv/bin/driftlint", "/shop/tools/driftlint", "/usr/bin/driftlint", "/storage/server/bin/driftlint"];
  assert.equal(await found({ setting: "/opt/driftlint" }, ...ALL), "/opt/driftlint");
  for (const [at, command] of order.entries()) {
    assert.equal(await found({}, ...order.slice(at)), command);
  }
  assert.equal(await found({}), undefined);
});

test("where the setting is set nothing else is tried", async () => {
  assert.equal(await found({ setting: "/nowhere/driftlint" }, ...ALL), undefined);
});

test("the setting may name the home and the workspace", async () => {
  assert.equal(await found({ setting: "~/bin/driftlint" }, "/home/me/bin/driftlint"), "/home/me/bin/driftlint");
  assert.equal(await found({ setting: "${workspaceFolder}/driftlint" }, "/shop/driftlint"), "/shop/driftlint");
});

test("an untrusted workspace says nothing of what is run", async () => {
  const computer = machine(...ALL);
  const outcome = await discover({ ...SURROUNDINGS, trusted: false }, computer);
  assert.equal(outcome.found?.command, "/usr/bin/driftlint");
  assert.deepEqual(
    computer.asked.map((it) => it.command),
    ["/usr/bin/driftlint"],
  );
});

test("a relative part of PATH is passed over", async () => {
  assert.equal(await found({ interpreter: undefined, searchPath: ["bin", "."] }, "bin/driftlint", "driftlint"), undefined);
});

test("what does not answer as driftlint is told of, and the next is asked", async () => {
  const computer = machine("/usr/bin/driftlint", "/shop/.venv/bin/driftlint");
  computer.version = (it) => Promise.resolve(it.command === "/usr/bin/driftlint" ? "driftlint 1.2.3" : "something else 9");
  const outcome = await discover(SURROUNDINGS, computer);
  assert.equal(outcome.found?.from, "PATH (/usr/bin/driftlint)");
  assert.equal(outcome.found.version, "1.2.3");
  assert.deepEqual(outcome.tried, ["the selected interpreter /envs/shop/bin/python", "the virtual environment /shop/.venv"]);
});

test("the module is run without the current folder on its path", async () => {
  const outcome = await discover(SURROUNDINGS, machine("/envs/shop/bin/python"));
  assert.ok(outcome.found !== undefined);
  assert.deepEqual(outcome.found.args, ["-P", "-m", "driftlint"]);
});

test("on Windows scripts lie elsewhere", async () => {
  const outcome = await discover({ ...SURROUNDINGS, windows: true, interpreter: undefined }, machine("/shop/.venv/Scripts/driftlint.exe"));
  assert.equal(outcome.found?.command, "/shop/.venv/Scripts/driftlint.exe");
});
