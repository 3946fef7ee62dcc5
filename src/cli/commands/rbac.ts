import { printYaml } from "../../adapters/host/yaml.ts";
import { grantsFor } from "../../engine/grants.ts";
import type { ClusterName, Mesh } from "../../mesh/model.ts";
import { accountObjects, type Subject } from "../../planner/account.ts";
import { accountText } from "../../report/account-text.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput, report } from "../load-input.ts";
import type { Output } from "../output.ts";
import { withProgress } from "../plan-progress.ts";
import type { RbacFlags } from "../flags.ts";
import { UsageError } from "../usage-error.ts";
import { allPorts } from "../wire.ts";

/** `meshplan rbac plan|apply`: the roles of the account that makes read-only plans, or that applies, as YAML. */
export async function rbac(
  account: "plan" | "apply",
  path: string,
  flags: RbacFlags,
  output: Output,
): Promise<ExitCode> {
  const subject = subjectOf(account, flags);
  if (account === "apply" && flags.withSecrets === true)
    throw new UsageError(
      "--with-secrets is for rbac plan",
      "the account that applies reads Secrets anyway",
    );
  const ports = await allPorts(flags, output);
  try {
    const input = await loadInput(ports.files, path, output, flags);
    if (input.kind === "refused") return EXIT.failed;
    if (input.kind === "plan")
      throw new UsageError(`${path} is a saved plan`, "rbac takes a mesh file");
    const { mesh } = input;
    const clusters = clustersOf(mesh, flags.cluster);
    const secrets = flags.withSecrets ?? false;
    const { grants, renderer, problems } = await withProgress(output, (onStep) =>
      grantsFor(ports, input, {
        account,
        clusters,
        secrets,
        outline: flags.outline ?? false,
        onStep,
      }),
    );
    await report(problems, input.source, output, mesh.clusters);
    if (problems.length > 0) return EXIT.failed;
    const namespaces = [mesh.istio.namespace];
    const objects = accountObjects(grants, { name: nameOf(account, flags), subject, namespaces });
    const isOutline = renderer.kind === "outline";
    const about = { account, mesh: mesh.name, clusters, secrets, isOutline };
    await output.print(accountText(objects, { ...about, print: printYaml }));
    return EXIT.done;
  } finally {
    ports.clusters.close();
  }
}

function nameOf(account: "plan" | "apply", { name }: RbacFlags): string {
  return name ?? `meshplan-${account}`;
}

function subjectOf(account: "plan" | "apply", flags: RbacFlags): Subject {
  const { user, group, namespace = "meshplan" } = flags;
  if (user !== undefined && group !== undefined)
    throw new UsageError("--user and --group exclude each other", "print the roles of each");
  if (user !== undefined) return { kind: "User", name: user };
  if (group !== undefined) return { kind: "Group", name: group };
  return { kind: "ServiceAccount", name: nameOf(account, flags), namespace };
}

function clustersOf({ clusters }: Mesh, only: string | undefined): readonly ClusterName[] {
  const names = clusters.map(({ name }) => name);
  if (only === undefined) return names;
  const found = names.filter((name) => name === only);
  if (found.length > 0) return found;
  throw new UsageError(`the mesh has no cluster ${only}`, `its clusters are ${names.join(", ")}`);
}
