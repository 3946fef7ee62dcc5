import { dirname, join, resolve } from "node:path";
import { isWithin, realPath } from "../adapters/host/real-path.ts";
import { CACERTS_KEYS } from "../certs/cacerts.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { MeshplanError } from "../errors.ts";
import type { NamedPath } from "../mesh/build.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Plan } from "../planner/plan.ts";
import { commandLine } from "../util/command-line.ts";

/**
 * MP9018 for every path of a mesh file that leads out of its folder: the author of the file would choose which files are
 * read and sent on the machine of the person who runs it. Links are followed first. `allowed`: the paths that
 * `--allow-path` names.
 */
export async function pathProblems(
  mesh: Mesh,
  paths: readonly NamedPath[],
  { folder, allowed }: { readonly folder: string; readonly allowed: readonly string[] },
): Promise<readonly Diagnostic[]> {
  if (paths.length === 0) return [];
  const roots = await Promise.all([folder, ...allowed].map((one) => realPath(one)));
  // Clusters share the fields of `defaults`, and a fault there is reported once.
  const unique = new Map(paths.map((one) => [`${String(one.at.start)} ${one.path}`, one]));
  const found = await Promise.all(
    [...unique.values()].map(async (one): Promise<readonly Diagnostic[]> => {
      const real = await Promise.all(everyPathOf(one, mesh).map((path) => realPath(path)));
      const outside = real.find((path) => !roots.some((root) => isWithin(path, root)));
      return outside === undefined ? [] : [leavesItsFolder(one, outside)];
    }),
  );
  return found.flat();
}

function leavesItsFolder({ field, written, at }: NamedPath, outside: string): Diagnostic {
  return {
    code: "MP9018",
    message: `${field} ${written} leads to ${outside}, which is not in the folder of this file`,
    help: `move it there; or, if you trust the file with it: ${commandLine`--allow-path ${outside}`}`,
    at,
  };
}

/** `trust.folder` has a folder for each primary, with four files in each. */
function everyPathOf({ field, path }: NamedPath, { clusters }: Mesh): readonly string[] {
  if (field !== "trust.folder") return [path];
  const folders = new Set(clusters.map(({ name }) => path.replaceAll("{name}", name)));
  return [...folders].flatMap((one) => [one, ...CACERTS_KEYS.map((key) => join(one, key))]);
}

/** Throws MP9018 if a saved plan would read or make a file that is neither below the working directory nor beside it. */
export async function requirePlanPaths(
  plan: Plan,
  file: string,
  allowed: readonly string[],
): Promise<void> {
  const paths = [
    ...plan.clusters.flatMap(({ kubeconfig }) => kubeconfig ?? []),
    ...plan.actions.flatMap((action) => (action.kind === "trust" ? [action.key.path] : [])),
  ];
  if (paths.length === 0) return;
  const folder = file === "-" ? "." : dirname(resolve(file));
  const roots = await Promise.all([".", folder, ...allowed].map((one) => realPath(one)));
  for (const path of new Set(paths)) {
    const real = await realPath(path);
    if (roots.some((root) => isWithin(real, root))) continue;
    throw new MeshplanError(
      "MP9018",
      `the plan needs ${real}, which is neither below the working directory nor in the plan's folder`,
      {
        nextSteps: [
          `if you trust the plan with it: ${commandLine`--allow-path ${real}`}`,
          "or apply it where it was made",
        ],
      },
    );
  }
}
