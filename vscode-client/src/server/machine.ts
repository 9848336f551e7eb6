/** The machine that the server runs on. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import type { Command, Machine } from "./discovery";

const SECONDS = 15;

/** Asks in `folder`, which holds nothing that could be run by mistake. */
export function machine(folder: string): Machine {
  return {
    exists: existsSync,
    version: (it) => output(it, ["--version"], folder).catch(() => undefined),
  };
}

/** What the command prints. Fails with what it prints on standard error. */
export function output(it: Command, args: readonly string[], folder: string, seconds = SECONDS): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(it.command, [...it.args, ...args], { cwd: folder, timeout: 1000 * seconds, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new Error(stderr.trim() || error.message));
      }
    });
  });
}
