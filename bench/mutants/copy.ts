/** A copy of the sources and scenarios in a folder of its own, in which bugs can be planted one after the other. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applied, type Mutant } from "./patch.ts";

const PARTS = ["src", "scenarios", "bin", "package.json", "tsconfig.json"];
/** Only the sources are checked, for nothing else is in the copy; what the checker knows of them it keeps from bug to bug. */
const CONFIG = JSON.stringify({
  extends: "./tsconfig.json",
  include: ["src"],
  exclude: [],
  compilerOptions: { incremental: true, tsBuildInfoFile: "types.json" },
});

export class TreeCopy {
  readonly folder: string;
  private readonly root: string;
  private planted: string[] = [];

  /** `from`: another copy, so that all of them are of the same sources while somebody works on these. */
  constructor(root: string, from?: TreeCopy) {
    this.root = root;
    this.folder = mkdtempSync(join(tmpdir(), "cetak-mutants-"));
    const source = from?.folder ?? root;
    for (const part of PARTS) cpSync(join(source, part), join(this.folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
    writeFileSync(join(this.folder, "tsconfig.copy.json"), CONFIG);
  }

  /** Throws `PatchError` and changes nothing when the mutant does not fit. */
  plant({ name, changes }: Mutant): void {
    const made = changes.map((change) => ({
      path: change.path,
      text: applied(name, change, readFileSync(join(this.folder, change.path), "utf8")),
    }));
    for (const { path, text } of made) {
      writeFileSync(join(this.folder, path), text);
      this.planted.push(path);
    }
  }

  /** Back to the sources as they were copied. */
  restore(original: TreeCopy): void {
    for (const path of this.planted) cpSync(join(original.folder, path), join(this.folder, path));
    this.planted = [];
  }

  /** What the type checker has to say; empty when nothing. A bug that it sees would never have reached a printer. */
  typeErrors(processes: Set<ChildProcess>): Promise<string> {
    const checker = join(this.root, "node_modules", ".bin", "tsc");
    const child = spawn(checker, ["--noEmit", "-p", "tsconfig.copy.json"], { cwd: this.folder });
    processes.add(child);
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    return new Promise((done) => {
      child.on("error", (error) => {
        said = error.message;
      });
      child.on("close", (code) => {
        processes.delete(child);
        done(code === 0 ? "" : said.trim() || `the type checker ended with ${code}`);
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
