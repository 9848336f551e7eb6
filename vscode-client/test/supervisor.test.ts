import assert from "node:assert/strict";
import { test } from "node:test";
import { type Patience, type Runner, type State, Supervisor } from "../src/server/supervisor";

const PATIENCE: Patience = { crashes: 3, within: 1000, pause: () => 0 };

/** A server that notes what is done with it. */
class Fake implements Runner {
  readonly did: string[] = [];
  readonly states: State[] = [];
  running = 0;
  there = true;
  crash: () => void = () => undefined;
  private waiting: (() => void)[] = [];

  changed = (state: State): void => {
    this.states.push(state);
    this.waiting.splice(0).forEach((it) => it());
  };

  async start(ended: () => void): Promise<boolean> {
    await Promise.resolve();
    this.did.push("start");
    this.running += 1;
    assert.equal(this.running, 1, "two servers at once");
    this.crash = () => {
      this.running -= 1;
      ended();
    };
    return this.there;
  }

  async stop(): Promise<void> {
    await Promise.resolve();
    this.did.push("stop");
    this.running = 0;
  }

  async until(state: State): Promise<void> {
    while (this.states.at(-1) !== state) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

test("restarts asked for together happen one after the other, and those that wait as one", async () => {
  const fake = new Fake();
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE);
  await Promise.all([supervisor.restart(), supervisor.restart(), supervisor.restart(), supervisor.restart()]);
  assert.deepEqual(fake.did, ["stop", "start", "stop", "start"]);
  assert.equal(fake.running, 1);
});

test("a server that is to be replaced does not count as running", async () => {
  const fake = new Fake();
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE);
  await supervisor.restart();
  fake.stop = () => {
    assert.equal(fake.states.at(-1), "starting");
    fake.running = 0;
    return Promise.resolve();
  };
  await supervisor.restart();
  assert.deepEqual(fake.states, ["starting", "running", "starting", "running"]);
});

test("a stop that is asked for last wins", async () => {
  const fake = new Fake();
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE);
  await Promise.all([supervisor.restart(), supervisor.stop()]);
  assert.equal(fake.running, 0);
  assert.equal(fake.states.at(-1), "stopped");
});

test("a server that ends by itself is started again, until it has done so too often", async () => {
  const fake = new Fake();
  let now = 0;
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE, () => now);
  await supervisor.restart();
  for (let crash = 1; crash <= PATIENCE.crashes; crash += 1) {
    now += 1;
    fake.crash();
    await fake.until("running");
  }
  fake.crash();
  assert.equal(fake.states.at(-1), "failed");
  assert.equal(fake.running, 0);
  await supervisor.restart();
  assert.equal(fake.states.at(-1), "running");
});

test("a server that ends now and then is started again each time", async () => {
  const fake = new Fake();
  let now = 0;
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE, () => now);
  await supervisor.restart();
  for (let crash = 1; crash <= 10; crash += 1) {
    now += 2 * PATIENCE.within;
    fake.crash();
    await fake.until("running");
  }
  assert.equal(fake.running, 1);
});

test("the end of a server that was stopped is no crash", async () => {
  const fake = new Fake();
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE);
  await supervisor.restart();
  const old = fake.crash;
  await supervisor.stop();
  fake.running = 1;
  old();
  assert.equal(fake.states.at(-1), "stopped");
});

test("none to start is not a crash", async () => {
  const fake = new Fake();
  fake.there = false;
  await new Supervisor(fake, fake.changed, PATIENCE).restart();
  assert.equal(fake.states.at(-1), "missing");
  assert.deepEqual(fake.did, ["stop", "start"]);
});

test("a server that cannot be started is given up", async () => {
  const fake = new Fake();
  fake.start = () => Promise.reject(new Error("no"));
  const supervisor = new Supervisor(fake, fake.changed, PATIENCE);
  await supervisor.restart();
  await fake.until("failed");
});
