/** Starts, restarts and gives up: one thing after the other, whatever is asked for meanwhile. Knows nothing of VS Code. */

/** What is started and stopped. */
export interface Runner {
  /** Starts the server; `ended` is to be called once should it end by itself. False where there is none to start. */
  start(ended: () => void): Promise<boolean>;
  stop(): Promise<void>;
}

export type State = "stopped" | "starting" | "running" | "missing" | "failed";

/** How often within how many milliseconds a server may end by itself before it is left alone. */
export interface Patience {
  readonly crashes: number;
  readonly within: number;
  /** Milliseconds before the nth new start. */
  readonly pause: (crash: number) => number;
}

const PATIENCE: Patience = { crashes: 4, within: 180_000, pause: (crash) => 1000 * (2 ** (crash - 1) - 1) };

export class Supervisor {
  private wanted: "running" | "stopped" | undefined;
  private working: Promise<void> | undefined;
  private ended: number[] = [];
  private life = 0;

  constructor(
    private readonly runner: Runner,
    private readonly changed: (state: State) => void,
    private readonly patience: Patience = PATIENCE,
    private readonly now: () => number = Date.now,
  ) {}

  /** Starts the server anew. Asked for several times while one start is under way, it happens once more afterwards. */
  restart(): Promise<void> {
    this.ended = [];
    return this.want("running");
  }

  stop(): Promise<void> {
    return this.want("stopped");
  }

  private want(state: "running" | "stopped"): Promise<void> {
    this.wanted = state;
    return (this.working ??= this.work());
  }

  private async work(): Promise<void> {
    while (this.wanted !== undefined) {
      const wanted = this.wanted;
      this.wanted = undefined;
      this.life += 1;
      if (wanted === "running") {
        this.changed("starting");
      }
      await this.runner.stop().catch(() => undefined);
      if (wanted === "stopped") {
        this.changed("stopped");
      } else {
        await this.begin(this.life);
      }
    }
    this.working = undefined; // in the same turn as the last look at what is wanted
  }

  private async begin(life: number): Promise<void> {
    try {
      this.changed((await this.runner.start(() => this.crashed(life))) ? "running" : "missing");
    } catch {
      this.crashed(life);
    }
  }

  private crashed(life: number): void {
    if (life !== this.life) {
      return; // it was to end, or has been told of already
    }
    this.life += 1;
    this.ended = [...this.ended.filter((at) => at > this.now() - this.patience.within), this.now()];
    if (this.ended.length > this.patience.crashes) {
      this.changed("failed");
      return;
    }
    const expected = this.life;
    this.changed("starting");
    setTimeout(() => {
      if (expected === this.life) {
        void this.want("running");
      }
    }, this.patience.pause(this.ended.length));
  }
}
