import { areRelated, fieldElement, type FieldPath, printedPath } from "../../kube/field-path.ts";
import { canonicalJson } from "../../kube/canonical.ts";
import { hashOf } from "../../planner/digest.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
} from "./detector.ts";
import {
  holesFor,
  isRendered,
  PLAIN_MINOR,
  plainObjects,
  plainSet,
  uncomparedMinor,
} from "./plain.ts";
import { PLAIN_PARTS } from "./plain-parts.ts";
import { type Part, partsOf, partText } from "./rendered-parts.ts";
import { at } from "../../kube/at.ts";

/** What objects of a plain Istio say otherwise than there: a renderer that is not Istio's keeps their names. */
export const parts: Detector = {
  topic: "objects",
  find: (input) => {
    const { view, written } = input;
    const plainOf = plainByCluster(view);
    const isPlain = plainObjects(view);
    return written.flatMap((object) =>
      isRendered(object) &&
      isPlain(object.change.object) &&
      uncomparedMinor(view, object) === undefined
        ? inObject(input, object, plainOf(object.action.cluster))
        : [],
    );
  },
};

/** Clusters have many objects, and each of them the same names. */
function plainByCluster(view: RiskInput["view"]): (cluster: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (cluster) => {
    const rows = known.get(cluster) ?? plainSet(PLAIN_PARTS, holesFor(view, cluster));
    known.set(cluster, rows);
    return rows;
  };
}

function inObject(
  input: RiskInput,
  object: PlannedObject,
  plain: ReadonlySet<string>,
): readonly Finding[] {
  const { change, body } = object;
  const written = writtenFor(input, object);
  const isAnnotated = annotatedBy(input, object);
  const odd = partsOf(change.object, body).filter(
    (part) =>
      isMoved(object, part.path) &&
      !plain.has(partText(change.object, part)) &&
      !isPatched(object, part.path) &&
      !isAnnotated(part),
  );
  if (odd.length === 0) return [];
  const text = `differs from a plain Istio ${PLAIN_MINOR}, by ${
    written.some((path) => !path.startsWith("gateway.annotations"))
      ? "values of the file or by the renderer"
      : "no value and no patch of the file"
  }`;
  const detail = odd.map((part) => `${printedPath(part.path)} ${valueText(part)}`).join("; ");
  return [findingOf(object, "access", text, { detail })];
}

/** Whole, however long: what is cut is where a command would hide its end. */
function valueText({ value }: Part): string {
  return value === null ? "is not there" : canonicalJson(value);
}

function isMoved({ change, moved }: PlannedObject, path: FieldPath): boolean {
  if (change.verb !== "update" && change.verb !== "take-over") return true;
  return moved.some((field) => areRelated(field, path));
}

/** A patch is told as one. */
function isPatched({ patched }: PlannedObject, path: FieldPath): boolean {
  return patched.some(({ paths }) => paths.some((one) => areRelated(one, path)));
}

/** Values of the file that reach the object's chart: gateways have their own, and those of every chart. */
function writtenFor({ view }: RiskInput, { action }: PlannedObject): readonly string[] {
  const isGateway = action.component === "gateway" || action.component === "gateway-address";
  return view.clusters
    .filter(({ name, host }) => name === action.cluster || host === action.cluster)
    .flatMap(({ values = [] }) => values.map(({ path }) => path))
    .filter((path) => path !== "global.hub" && !path.startsWith("meshConfig."))
    .filter((path) => path.startsWith("global.") || path.startsWith("gateway.") === isGateway);
}

/** Annotations that the file gives a gateway, and those it gives every object, which objects have that no renderer makes. */
function annotatedBy({ planned, view }: RiskInput, object: PlannedObject): (part: Part) => boolean {
  const own = planned.find(
    (other) => other.action.cluster === object.action.cluster && !isRendered(other),
  );
  const everywhere = at(own?.body, "metadata", "annotations");
  const values = view.clusters.find(({ name }) => name === object.action.cluster)?.values ?? [];
  const isOfGateway = object.action.component.startsWith("gateway");
  const written = new Set(values.map((one) => `${one.path} ${one.sha256}`));
  return ({ path, value }) => {
    const [top, annotations, name] = path;
    if (top !== "f:metadata" || annotations !== "f:annotations" || name === undefined) return false;
    const place = printedPath([fieldElement("gateway"), annotations, name]);
    return (
      (isOfGateway && written.has(`${place} ${hashOf(value)}`)) ||
      name === NODE_SELECTOR ||
      at(everywhere, name.slice(2)) === value
    );
  };
}

/** By it istiod takes the addresses of nodes for those of a gateway of type NodePort. */
const NODE_SELECTOR = "f:traffic.istio.io/nodeSelector";
