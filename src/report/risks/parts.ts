import { at } from "../../kube/at.ts";
import { canonicalJson } from "../../kube/canonical.ts";
import {
  areRelated,
  fieldNames,
  type FieldPath,
  isWithin,
  printedPath,
} from "../../kube/field-path.ts";
import type { JsonMap } from "../../kube/object.ts";
import type { WrittenValue } from "../../planner/plan.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
} from "./detector.ts";
import { holesFor, isRendered, revisionOf, uncomparedMinor } from "./plain.ts";
import { areRelatedTexts, differenceOf } from "./plain/compare.ts";
import { choicesOf, contextRows, isContext } from "./plain/context.ts";
import { fromFile } from "./plain/from-file.ts";
import { comparable, type Row, rowsOf, rowText } from "./plain/rows.ts";
import { pathOf } from "./plain/shape.ts";
import { PLAIN_MINOR, type PlainCluster, plainCluster } from "./plain/table.ts";
import type { Risk } from "./risk.ts";
import { isRead } from "./texts.ts";

/**
 * What objects of a plain Istio say otherwise than there, or do not say: a renderer that is not Istio's keeps their names. Every
 * field is compared, and which fields stand together.
 */
export const parts: Detector = {
  topic: "objects",
  find: (input) => {
    const { view, written } = input;
    if (view.renderer.kind === "outline") return [];
    const clusterOf = byCluster(input);
    return written.flatMap((object) =>
      isRendered(object) && uncomparedMinor(view, object) === undefined
        ? inObject(object, clusterOf(object))
        : [],
    );
  },
};

/** What a cluster's objects are held against. */
interface Cluster {
  readonly plain: PlainCluster;
  /** What the objects of a component belong to, as rows. */
  readonly context: (component: string) => readonly string[];
  /** What meshplan makes itself: each has the metadata that the file gives every object, and no renderer touches that. */
  readonly own: readonly JsonMap[];
  readonly isFromFile: (row: Row) => boolean;
  readonly hasValues: (component: string) => boolean;
}

/** Clusters have many objects, and each of them the same names. */
function byCluster({ view, planned }: RiskInput): (object: PlannedObject) => Cluster {
  const known = new Map<string, Cluster>();
  return (object) => {
    const { cluster: name } = object.action;
    const revision = revisionOf(view, object);
    const key = JSON.stringify([name, revision]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const values = valuesFor(view, name);
    const own = planned.filter((one) => one.action.cluster === name && !isRendered(one));
    const cluster = {
      plain: plainCluster(holesFor(view, name, revision), choicesOf(view.clusters, name)),
      context: (component: string) => contextRows(view.clusters, name, component),
      own: own.map(({ body }) => body),
      isFromFile: fromFile(values),
      hasValues: (component: string) => values.some(({ path }) => reaches(path, component)),
    };
    known.set(key, cluster);
    return cluster;
  };
}

/** Values of the file for what runs in a cluster. */
export function valuesFor(view: RiskInput["view"], cluster: string): readonly WrittenValue[] {
  return view.clusters
    .filter(({ name, host }) => name === cluster || host === cluster)
    .flatMap(({ values = [] }) => values);
}

/** Whether a value of the file reaches the chart of a component: gateways have their own, and those of every chart. */
export function reaches(path: string, component: string): boolean {
  if (path === "global.hub" || path.startsWith("meshConfig.") || path.startsWith("istio."))
    return false;
  if (path === "gateway.allowFrom" || path.startsWith("gateway.annotations")) return false;
  const isGateway = component === "gateway" || component === "gateway-address";
  return path.startsWith("global.") || path.startsWith("gateway.") === isGateway;
}

function inObject(object: PlannedObject, cluster: Cluster): readonly Finding[] {
  const { change, body, action, patched } = object;
  const { plain } = cluster;
  const shape = plain.object(change.object);
  // An object that no plain Istio has is told as that.
  if (shape === undefined) return [];
  const rows = rowsOf(change.object, body).map(comparable);
  const known = new Map<Row, readonly number[]>(
    rows.map((row) => [row, plain.numbersOf(rowText(row)).filter((one) => shape.rows.has(one))]),
  );
  const odd = rows.filter((row) => known.get(row)?.length === 0);
  const toldAt = [
    ...odd.map(({ path }) => printedPath(path)),
    ...patched.flatMap(({ paths }) => paths.map(printedPath)),
  ];
  const context = cluster.context(action.component).flatMap(plain.numbersOf);
  const { unfitting, missing } = differenceOf({
    shape,
    context,
    has: new Set([...context, ...[...known.values()].flat()]),
    sure: new Set([...context, ...[...known.values()].filter(({ length }) => length === 1).flat()]),
    paths: new Set(rows.map(({ path }) => printedPath(path))),
    told: (path) => toldAt.some((one) => areRelatedTexts(one, path)),
    plain,
  });
  const wrong = rows.filter((row) => known.get(row)?.some((one) => unfitting.includes(one)));
  const gone = missing
    .flatMap((row) => plain.textsOf(row).slice(0, 1))
    .filter((row) => !isContext(row))
    .map(pathOf);
  return findingsOf(object, cluster, [
    ...[...odd.filter((row) => !isKnown(row, object, cluster)), ...wrong].map((row) => ({
      path: printedPath(row.path),
      row,
    })),
    ...[...new Set(gone)]
      .filter((path) => !wrong.some((row) => printedPath(row.path) === path))
      .map((path) => ({ path, row: undefined })),
  ]);
}

/** Rows that others tell of or that the file writes into every object. */
function isKnown(row: Row, object: PlannedObject, { own }: Cluster): boolean {
  const { path, value } = row;
  if (object.patched.some(({ paths }) => paths.some((one) => areRelated(one, path)))) return true;
  if (isRead(object) && isWithin(path, ["data"])) return true;
  const [top, kind, name = ""] = path;
  if (top !== "f:metadata" || (kind !== "f:annotations" && kind !== "f:labels")) return false;
  return (
    own.length > 0 &&
    own.every((body) => at(body, "metadata", kind.slice(2), name.slice(2)) === value)
  );
}

interface Odd {
  readonly path: string;
  /** Undefined: it is not there. */
  readonly row: Row | undefined;
}

/** One finding for each of the reasons why fields differ, with all of the fields. */
function findingsOf(
  object: PlannedObject,
  cluster: Cluster,
  odd: readonly Odd[],
): readonly Finding[] {
  const groups = new Map<string, { risk: Risk; text: string; details: string[] }>();
  const byValues = cluster.hasValues(object.action.component);
  for (const { path, row } of odd) {
    if (!isMoved(object, path)) continue;
    const isSmall = row !== undefined && isOfSizeOrPlace(row.path);
    const isFromFile = row !== undefined && cluster.isFromFile(row);
    if (isFromFile && (isSmall || isSettled(row.path))) continue;
    const by = isFromFile
      ? "by values of the file"
      : byValues
        ? "by values of the file or by the renderer"
        : "by no value and no patch of the file";
    const risk = isSmall ? "restart" : "access";
    const text = `differs from a plain Istio ${PLAIN_MINOR}, ${by}`;
    const group = groups.get(risk + text) ?? { risk, text, details: [] };
    groups.set(risk + text, group);
    // Whole, however long: what is cut is where a command would hide its end.
    group.details.push(`${path} ${row === undefined ? "is not there" : canonicalJson(row.value)}`);
  }
  return [...groups.values()].map(({ risk, text, details }) =>
    findingOf(object, risk, text, { detail: details.join("; ") }),
  );
}

/** Fields that the file has a key for: it says what it does, and other detectors tell what that opens. */
const isSettled = (path: FieldPath): boolean =>
  isWithin(path, ["metadata", "annotations"]) ||
  isWithin(path, ["spec", "loadBalancerSourceRanges"]);

/** Where pods run and how large and how many they are: a cost, and no right. */
function isOfSizeOrPlace(path: FieldPath): boolean {
  const [top, ...names] = fieldNames(path);
  if (top !== "spec") return false;
  return OF_SCALE.has(names[0] ?? "") || names.some((name) => OF_PODS.has(name));
}

const OF_SCALE: ReadonlySet<string> = new Set([
  "maxReplicas",
  "maxUnavailable",
  "metrics",
  "minAvailable",
  "minReplicas",
  "replicas",
  "strategy",
  "updateStrategy",
]);
const OF_PODS: ReadonlySet<string> = new Set([
  "affinity",
  "imagePullPolicy",
  "nodeSelector",
  "priorityClassName",
  "resources",
  "terminationGracePeriodSeconds",
  "tolerations",
  "topologySpreadConstraints",
]);

function isMoved({ change, moved }: PlannedObject, path: string): boolean {
  if (change.verb !== "update" && change.verb !== "take-over") return true;
  return moved.some((field) => areRelatedTexts(printedPath(field), path));
}
