import { parseYaml, printYaml } from "../../src/adapters/host/yaml.ts";
import { readMesh } from "../../src/engine.ts";
import { renderMesh, type RenderOptions, type RenderOutcome } from "../../src/engine/render.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { isMap, type KubeObject, refOf } from "../../src/kube/object.ts";
import { CREATED_BY_ANNOTATION, PART_OF_LABEL } from "../../src/planner/names.ts";
import type { Ports } from "../../src/ports.ts";
import { manifestText } from "../../src/report/manifest-text.ts";
import { textAt, until } from "../embedded/kube/client.ts";
import type { World } from "./world.ts";

export interface OthersWork {
  /** The mesh whose manifests they apply; addresses that a render needs are in it. */
  readonly file: string;
  /** How they call themselves: `argocd-controller`, `helm`. */
  readonly manager: string;
  /** By path; all where it is left out. */
  readonly only?: (path: string) => boolean;
  /** They rendered with a tool of their own: nothing carries a mark of meshplan's. */
  readonly unmarked?: true;
  /** What their tool adds to every object, such as the annotation of a Helm release. */
  readonly annotations?: { readonly [key: string]: string };
}

/** What `meshplan render` makes of a file, without the process around it. */
export async function rendering(
  world: World,
  file: string,
  options: Partial<RenderOptions>,
): Promise<RenderOutcome> {
  const files: Ports["files"] = {
    read: () => Promise.resolve(file),
    readPrivate: never,
    writePrivate: never,
    createPrivate: never,
  };
  const { mesh, topology, diagnostics } = await readMesh({ files }, "mesh.yaml", "/");
  if (mesh === undefined || topology === undefined) throw new Error(JSON.stringify(diagnostics));
  return await renderMesh(
    world.ports,
    { mesh, topology },
    { all: false, outline: true, ...options },
  );
}

const never = async (): Promise<never> => {
  throw new Error("internal: a render reads the mesh file and writes none");
};

/** Files of `meshplan render --all` by path, as texts. */
export async function renderAll(world: World, file: string): Promise<ReadonlyMap<string, string>> {
  const rendered = await rendering(world, file, { all: true });
  if (rendered.problems.length > 0) throw new Error(JSON.stringify(rendered.problems));
  const { renderer } = rendered;
  const options = { mesh: "mesh1", renderer, print: printYaml };
  return new Map(rendered.files.map((one) => [one.path, manifestText(one, options)]));
}

/**
 * Others apply what `meshplan render --all` prints: parsed from its text, sent in its order, under their own name. They are
 * done when their load balancers have addresses.
 */
export async function othersApply(world: World, work: OthersWork): Promise<void> {
  for (const [path, text] of await renderAll(world, work.file)) {
    if (work.only?.(path) === false) continue;
    const cluster = path.slice(0, path.indexOf("/"));
    for (const document of parseYaml(text) ?? [])
      if (isMap(document)) await send(world, cluster, document as KubeObject, work);
  }
}

/** Asks again while a definition or a webhook is not there yet, as every deliverer does. */
async function send(
  world: World,
  cluster: string,
  object: KubeObject,
  work: OthersWork,
): Promise<void> {
  const body = { ...object, metadata: metadataOf(object, work) };
  const path = objectPath(refOf(object));
  await until(
    () => world.api(cluster).apply(path, body, work.manager, "&force=true"),
    (answer) => isMap(answer) && answer["kind"] === object.kind,
  );
  if (textAt(object, "spec", "type") === "LoadBalancer")
    await until(
      () => world.api(cluster).request("GET", path),
      (answer) => textAt(answer, "status", "loadBalancer", "ingress", 0, "ip") !== "",
    );
}

function metadataOf(
  { metadata }: KubeObject,
  { annotations: added, unmarked }: OthersWork,
): KubeObject["metadata"] {
  const { labels, annotations, ...rest } = metadata;
  const kept = (map: Marks = {}, ...marks: readonly string[]): Marks =>
    Object.fromEntries(
      Object.entries(map).filter(([key]) => unmarked !== true || !marks.includes(key)),
    );
  return {
    ...rest,
    labels: kept(labels, PART_OF_LABEL),
    annotations: { ...kept(annotations, CREATED_BY_ANNOTATION), ...added },
  };
}

interface Marks {
  readonly [key: string]: string;
}
