/** Where the server is looked for, in which order, and what was found there. Knows nothing of VS Code. */

import * as path from "node:path";

/** A way to run driftlint: `args` come before those of driftlint itself. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Found extends Command {
  /** Where it comes from, to be read: "virtual environment /shop/.venv". */
  readonly from: string;
  readonly version: string;
}

/** What is known of the surroundings; all paths are absolute. */
export interface Surroundings {
  readonly trusted: boolean;
  /** The setting `driftlint.path`, "" where it is not set. */
  readonly setting: string;
  readonly folders: readonly string[];
  /** The Python that the Python extension has selected. */
  readonly interpreter: string | undefined;
  readonly searchPath: readonly string[];
  /** The folder of the extension's own copy, which need not be there. */
  readonly ownCopy: string;
  readonly home: string;
  readonly windows: boolean;
}

/** What is asked of the machine. */
export interface Machine {
  exists(file: string): boolean;
  /** What the command prints when asked for its version, undefined where it cannot be run. */
  version(command: Command): Promise<string | undefined>;
}

export type Outcome = { readonly found: Found; readonly tried: readonly string[] } | { readonly found: undefined; readonly tried: readonly string[] };

const VERSION = /^driftlint (\S+)/m;
const ENVIRONMENTS = [".venv", "venv", "env"];

/**
 * The server to run: the first of these that answers when asked for its version.
 *
 * 1. the setting `driftlint.path`; nothing else is tried where it is set
 * 2. the interpreter that the Python extension has selected
 * 3. a virtual environment in a folder of the workspace
 * 4. `PATH`
 * 5. the extension's own copy
 *
 * In an untrusted workspace 2 and 3 are left out, and so is whatever of 4 lies in the workspace.
 */
export async function discover(it: Surroundings, machine: Machine): Promise<Outcome> {
  const tried: string[] = [];
  for (const candidate of candidates(it, machine)) {
    const version = VERSION.exec((await machine.version(candidate)) ?? "")?.[1];
    if (version !== undefined) {
      return { found: { ...candidate, version }, tried };
    }
    tried.push(candidate.from);
  }
  return { found: undefined, tried };
}

type Candidate = Omit<Found, "version">;

function* candidates(it: Surroundings, machine: Machine): Generator<Candidate> {
  if (it.setting !== "") {
    yield { command: expanded(it), args: [], from: "the setting driftlint.path" };
    return;
  }
  if (it.trusted && it.interpreter !== undefined) {
    yield { ...module(it.interpreter), from: `the selected interpreter ${it.interpreter}` };
  }
  if (it.trusted) {
    for (const folder of it.folders) {
      for (const name of ENVIRONMENTS) {
        const command = script(it, path.join(folder, name));
        if (machine.exists(command)) {
          yield { command, args: [], from: `the virtual environment ${path.join(folder, name)}` };
        }
      }
    }
  }
  for (const folder of it.searchPath) {
    const command = path.join(folder, executable(it));
    if (path.isAbsolute(folder) && (it.trusted || !isInside(folder, it.folders)) && machine.exists(command)) {
      yield { command, args: [], from: `PATH (${command})` };
      break;
    }
  }
  const own = script(it, it.ownCopy);
  if (machine.exists(own)) {
    yield { command: own, args: [], from: "the extension's own copy" };
  }
}

/** driftlint as a module of `python`; -P keeps the current folder from being imported from. */
export function module(python: string): Command {
  return { command: python, args: ["-P", "-m", "driftlint"] };
}

function expanded(it: Surroundings): string {
  return it.setting.replace(/^~(?=[/\\]|$)/, it.home).replaceAll("${workspaceFolder}", it.folders[0] ?? "");
}

function script(it: Surroundings, environment: string): string {
  return path.join(environment, it.windows ? "Scripts" : "bin", executable(it));
}

function executable(it: Surroundings): string {
  return it.windows ? "driftlint.exe" : "driftlint";
}

function isInside(folder: string, roots: readonly string[]): boolean {
  return roots.some((root) => {
    const relative = path.relative(root, folder);
    return !relative.startsWith("..") && !path.isAbsolute(relative);
  });
}
