import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { partFile, programPath } from "../../rig/cache.ts";
import type { Rig } from "../../rig/client.ts";
import type { CommandResult } from "../../rig/command.ts";
import { insideCommand, insideEnvironment } from "../../rig/inside.ts";
import { at, listAt, parseJson, textAt } from "../../rig/json.ts";
import type { Json } from "../../src/kube/object.ts";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = join(CHECKOUT, "dist/meshplan.js");
const SEED = "primary-remote-multi-network";
const POLL_MILLISECONDS = 5;

/** The command line as a user has it: the built program, a folder with an example's mesh.yaml, a rig's kubeconfig. */
export interface Meshplan {
  /** Runs `meshplan ARGS` to its end. */
  (...args: readonly string[]): Promise<CommandResult>;
  /** Runs `meshplan apply ARGS` and kills it (SIGKILL) at the first event that fits. Answers the events written by then. */
  applyKilledAt(
    args: readonly string[],
    isMoment: (event: Json) => boolean,
  ): Promise<readonly Json[]>;
  readonly folder: string;
  remove(): void;
}

export function meshplanIn(rig: Rig, example: string = SEED): Meshplan {
  const folder = mkdtempSync(join(tmpdir(), "meshplan-cluster-test-"));
  copyFileSync(join(CHECKOUT, "examples", example, "mesh.yaml"), join(folder, "mesh.yaml"));
  const env = {
    MESHPLAN_ISTIOCTL: programPath("istioctl"),
    MESHPLAN_HELM: programPath("helm"),
    XDG_CACHE_HOME: join(folder, "cache"),
    MESHPLAN_RENDER_CACHE: "1",
    HOME: folder,
  };
  const run = (...args: readonly string[]): Promise<CommandResult> =>
    rig.run([process.execPath, PROGRAM, ...args], { cwd: folder, env });
  return Object.assign(run, {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async applyKilledAt(args: readonly string[], isMoment: (event: Json) => boolean) {
      const events = join(folder, `events-${Date.now()}.ndjson`);
      const meshplan = [process.execPath, PROGRAM, "apply", ...args, "--events", events];
      const [program = "ip", ...rest] = insideCommand(rig.place, meshplan);
      const environment = { ...process.env, ...insideEnvironment(rig.place), ...env };
      // `ip netns exec` becomes the program it runs, so the signal reaches meshplan itself.
      const child = spawn(program, rest, { cwd: folder, env: environment, stdio: "ignore" });
      const ended = once(child, "close");
      while (child.exitCode === null && !readEvents(events).some(isMoment)) {
        await sleep(POLL_MILLISECONDS);
      }
      child.kill("SIGKILL");
      await ended;
      return readEvents(events);
    },
  });
}

/** Says in the mesh file of `meshplan` what renders; Helm has the charts of the Istio that istioctl is built of. */
export function renderWith({ folder }: Meshplan, renderer: "istioctl" | "helm"): void {
  const path = join(folder, "mesh.yaml");
  // A copy: paths of a mesh file stay in its folder.
  if (renderer === "helm")
    cpSync(partFile("helm", "charts"), join(folder, "charts"), {
      recursive: true,
      dereference: true,
    });
  const charts = renderer === "helm" ? "  charts: ./charts\n" : "";
  const text = readFileSync(path, "utf8").replaceAll(/^ {2}(renderer|charts): .*\n/gm, "");
  writeFileSync(path, text.replace(/^istio:\n/m, `istio:\n  renderer: ${renderer}\n${charts}`));
}

/** Whole lines only: the last one may be half written. */
function readEvents(path: string): readonly Json[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split("\n").slice(0, -1).map(parseJson);
}

/** For `applyKilledAt`: an event of a type, of one action where an id is given. */
export function moment(type: string, action?: string): (event: Json) => boolean {
  return (event) =>
    textAt(event, "type") === type && (action === undefined || textAt(event, "action") === action);
}

/** One changed field of a plan in JSON. */
export interface PlannedField {
  readonly verb: string;
  readonly object: string;
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Every field change of a plan's JSON. */
export function plannedFields(plan: Json): readonly PlannedField[] {
  return changesOf(plan).flatMap((change) =>
    listAt(change, "fields").map((field) => ({
      verb: textAt(change, "verb") ?? "",
      object: objectName(change),
      path: textAt(field, "path") ?? "",
      before: at(field, "before"),
      after: at(field, "after"),
    })),
  );
}

/** Every object a plan changes: `action verb object`. */
export function plannedObjects(plan: Json): readonly string[] {
  return listAt(plan, "actions").flatMap((action) =>
    listAt(action, "changes")
      .filter((change) => textAt(change, "verb") !== "none")
      .map((change) =>
        [textAt(action, "id"), textAt(change, "verb"), objectName(change)].join(" "),
      ),
  );
}

/** Every field a plan leaves to its owner: `object path manager`. */
export function leftAloneFields(plan: Json): readonly string[] {
  return changesOf(plan).flatMap((change) =>
    listAt(change, "left_alone").map((field) =>
      [objectName(change), textAt(field, "path"), textAt(field, "manager")].join(" "),
    ),
  );
}

function changesOf(plan: Json): readonly Json[] {
  return listAt(plan, "actions").flatMap((action) => listAt(action, "changes"));
}

function objectName(change: Json): string {
  return [textAt(change, "object", "kind"), textAt(change, "object", "name")].join("/");
}
