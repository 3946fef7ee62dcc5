import { printedPointer } from "../../mesh/printed-pointer.ts";
import { findRendered } from "../../engine/find-rendered.ts";
import { positionAt, type Source } from "../../diagnostics/source.ts";
import type { Json } from "../../kube/object.ts";
import type { Cluster, Mesh } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import { isTarget } from "../../planner/patches.ts";
import { leavesOf, valueSources } from "../../planner/value-sources.ts";
import { explainObject as textOf, type Origin } from "../../report/explain-object.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { loadInput } from "../load-input.ts";
import type { Output } from "../output.ts";
import type { ClusterFlags } from "../flags.ts";
import { selection } from "../selection.ts";
import { UsageError } from "../usage-error.ts";
import { allPorts } from "../wire.ts";
import { commandLine } from "../../util/command-line.ts";

/** `meshplan explain CLUSTER/KIND/[NAMESPACE/]NAME [FILE]`: which line set every value of a rendered object. */
export async function explainObject(
  topic: string,
  path: string,
  flags: ClusterFlags,
  output: Output,
): Promise<ExitCode> {
  const ports = await allPorts(flags, output);
  const input = await loadInput(ports.files, path, output, flags);
  if (input.kind === "refused") return EXIT.failed;
  if (input.kind === "plan")
    throw new UsageError(
      "a saved plan does not know the lines of the mesh file",
      `name the mesh file: ${commandLine`meshplan explain ${topic} ${input.plan.file} ${selection("explain", flags)}`}`,
    );
  const { mesh, topology, source } = input;
  const [name = "", kind = "", ...rest] = topic.split("/");
  const cluster = mesh.clusters.find((one) => one.name === name);
  if (cluster === undefined) {
    const names = mesh.clusters.map((one) => one.name).join(", ");
    throw new UsageError(`the mesh has no cluster ${name}`, `its clusters are ${names}`);
  }
  const wanted = {
    kind,
    name: rest.at(-1) ?? "",
    ...(rest.length > 1 ? { namespace: rest[0] } : {}),
  };
  const found = await findRendered(ports, { mesh, topology }, cluster.name, wanted);
  if (found.object === undefined)
    throw new UsageError(
      `no manifest rendered for ${name} has ${kind} ${rest.join("/")}`,
      found.similar.length === 0
        ? `every object is listed by: ${commandLine`meshplan plan ${path} --full ${selection("plan", flags)}`}`
        : `objects of that kind are ${found.similar.join(", ")}`,
    );
  await output.print(
    textOf({
      object: found.object,
      action: found.action,
      renderer: found.renderer,
      values: valuesOf({ mesh, topology, source }, cluster, found.request),
      patches: patchesOf(source, cluster, found.object),
    }),
  );
  return EXIT.done;
}

interface Read {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly source: Source;
}

function placeIn(source: Source, offset: number): string {
  return `${source.path}:${String(positionAt(source, offset).line)}`;
}

function valuesOf(
  { mesh, topology, source }: Read,
  cluster: Cluster,
  action: string,
): readonly Origin[] {
  return valueSources(mesh, topology, cluster, action).map(({ path, value, layer, at }) => ({
    path,
    value,
    layer,
    place: placeIn(source, at.start),
  }));
}

function patchesOf(
  source: Source,
  cluster: Cluster,
  object: Parameters<typeof isTarget>[0],
): readonly Origin[] {
  return cluster.patches
    .filter((patch) => isTarget(object, patch))
    .flatMap(({ patch, at }) =>
      leavesOf(patch as Json).map(([pointer, value]) => ({
        path: printedPointer(pointer),
        value,
        layer: "patch",
        place: placeIn(source, at.start),
      })),
    );
}
