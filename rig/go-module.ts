import { readFileSync } from "node:fs";
import { mustRun, runCommand } from "./command.ts";
import { parseJson, textAt } from "./json.ts";
import { RigError } from "./rig-error.ts";

/** A throw-away module that requires the modules whose programs are wanted: Go builds other people's programs only through one. */
export interface GoModule {
  /** Runs `go ARGS` in the module. */
  go(...args: readonly string[]): Promise<string>;
  /** Builds one package to one static program; `stamp` sets string variables by their full name. */
  build(packageName: string, to: string, stamp?: Readonly<Record<string, string>>): Promise<void>;
  /** The folder of a required module in Go's module cache. */
  folderOf(module: string): Promise<string>;
  /** The folder of any module in Go's module cache, for files that no program is made of. */
  downloaded(moduleAtVersion: string): Promise<string>;
  /** The modules that `module@version` replaces by folders of its own repository. */
  replacedByPath(moduleAtVersion: string): Promise<readonly string[]>;
}

const ENVIRONMENT = { GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0", GOWORK: "off" };

export async function makeModule(folder: string): Promise<GoModule> {
  if (!(await hasGo()))
    throw new RigError("building the rig needs Go, and there is no `go` on PATH");
  const go = (...args: readonly string[]): Promise<string> =>
    mustRun("go", args, { cwd: folder, env: ENVIRONMENT });
  await go("mod", "init", "rig");
  return {
    go,
    async build(packageName, to, stamp = {}) {
      const variables = Object.entries(stamp).map(([name, value]) => `-X ${name}=${value}`);
      const flags = ["-s", "-w", ...variables].join(" ");
      await go("build", "-trimpath", "-ldflags", flags, "-o", to, packageName);
    },
    async folderOf(module) {
      return (await go("list", "-m", "-f", "{{.Dir}}", module)).trim();
    },
    async downloaded(moduleAtVersion) {
      return fieldOf(await go("mod", "download", "-json", moduleAtVersion), "Dir");
    },
    async replacedByPath(moduleAtVersion) {
      const goMod = fieldOf(await go("mod", "download", "-json", moduleAtVersion), "GoMod");
      const lines = readFileSync(goMod, "utf8").matchAll(/^\s*(\S+) => \.\//gm);
      return [...lines].flatMap(([, name]) => (name === undefined ? [] : [name]));
    },
  };
}

function fieldOf(downloaded: string, field: string): string {
  const value = textAt(parseJson(downloaded), field);
  if (value === undefined) throw new RigError(`go mod download names no ${field}`);
  return value;
}

export async function hasGo(): Promise<boolean> {
  return runCommand("go", ["version"]).then(
    ({ code }) => code === 0,
    () => false,
  );
}
