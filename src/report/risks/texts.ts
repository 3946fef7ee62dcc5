import { areRelated, fieldElement } from "../../kube/field-path.ts";
import type { Json } from "../../kube/object.ts";
import { addressKind } from "../../mesh/address.ts";
import { plural } from "../layout.ts";
import { KNOWN_AFTER_APPLY } from "../object-facts.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
  within,
} from "./detector.ts";
import { ANY_ADDRESS, holesFor, PLAIN_MINOR, plainSet, uncomparedMinor } from "./plain.ts";
import { PLAIN_LINES, PLAIN_TEXTS } from "./plain-texts.ts";
import {
  isLong,
  judgementOfText,
  LINE_MARK,
  leafText,
  lineMark,
  type TextLeaf,
  textsIn,
} from "./rendered-texts.ts";

/**
 * What stands in the texts that istiod reads and comes neither from Istio's charts nor from the file: a renderer that is not
 * Istio's could put it there.
 */
export const texts: Detector = {
  topic: "objects",
  find: (input) =>
    input.written.flatMap((object) =>
      isRead(object) && uncomparedMinor(input.view, object) === undefined
        ? inObject(input, object)
        : [],
    ),
};

/** Of others with names that begin like these it is told that a plain Istio has none. */
function isRead({ action: { revision }, change: { object } }: PlannedObject): boolean {
  const ofRevision = ["", ...(revision === undefined ? [] : [`-${revision}`])];
  const names = ["istio", "istio-sidecar-injector"].flatMap((name) =>
    ofRevision.map((end) => name + end),
  );
  return object.kind === "ConfigMap" && [...names, CNI_CONFIG].includes(object.name);
}

const CNI_CONFIG = "istio-cni-config";

function inObject({ view }: RiskInput, object: PlannedObject): readonly Finding[] {
  const { change } = object;
  const { cluster } = object.action;
  const plain = plainIn(view, cluster);
  const written = view.clusters
    .filter(({ name, host }) => name === cluster || host === cluster)
    .flatMap(({ values = [] }) => values.map(({ path }) => path));
  return [...textsIn(object.body)].flatMap(([key, leaves]): readonly Finding[] => {
    const { risk = "access" } = judgementOfText(change.object, key) ?? {};
    if (isPatched(object, key)) return [];
    const movedBy = within(["data", key], ["binaryData", key]);
    const found = (text: string, detail: string): Finding =>
      findingOf(object, risk, text, { detail, movedBy });
    if (leaves === undefined)
      return [found("is no one YAML document, so nobody can tell what istiod reads in it", key)];
    return leaves
      .filter((leaf) => !plain(leaf) && !isWritten(change.object.name, leaf, written))
      .map((leaf) => found(TEXT, leafLine(leaf)));
  });
}

const TEXT = `says what no plain Istio ${PLAIN_MINOR}, no value and no patch of the file does`;

/** Tells the values that a plain Istio has there in a mesh with these names. */
function plainIn(view: RiskInput["view"], cluster: string): (leaf: TextLeaf) => boolean {
  const known = plainSet(PLAIN_TEXTS, holesFor(view, cluster));
  return (leaf) =>
    known.has(leafText(leaf)) ||
    (isAddress(leaf.value) && known.has(leafText({ ...leaf, value: ANY_ADDRESS })));
}

function isAddress(value: Json): boolean {
  return typeof value === "string" && (value === KNOWN_AFTER_APPLY || addressKind(value) === "ip");
}

/** What else than the value of the same name says a value in a text. Source: the templates of the chart istiod, 1.31. */
const SOURCES: Readonly<Record<string, readonly (readonly [path: string, values: string])[]>> = {
  mesh: [
    ["", "meshConfig"],
    ["defaultConfig.tracing", "global.proxy.tracer"],
    ["defaultConfig.tracing", "global.tracer"],
    ["defaultConfig.image", "global.variant"],
    ["defaultConfig.image", "global.proxy.variant"],
    ["defaultProviders", "telemetry"],
  ],
  meshNetworks: [["networks", "global.meshNetworks"]],
  values: [["", ""]],
  config: [
    ["", "sidecarInjectorWebhook"],
    ["policy", "global.proxy.autoInject"],
  ],
};
/** Keys of istio-cni's are the variables of the program; which of its values says which stands nowhere. */
const CNI_VALUES = ["cni", "pilot.cni", "global.nativeNftables"];

/** Whether the mesh file writes the value that the leaf is of. */
function isWritten(name: string, { key, path }: TextLeaf, written: readonly string[]): boolean {
  if (name === CNI_CONFIG)
    return CNI_VALUES.some((values) => written.some((value) => isBelow(value, values)));
  return (SOURCES[key] ?? []).some(([place, values]) => {
    if (place !== "" && !isBelow(path, place)) return false;
    const source = place === "" ? [values, path].filter((part) => part !== "").join(".") : values;
    return written.some((value) => isBelow(value, source) || isBelow(source, value));
  });
}

const isBelow = (path: string, top: string): boolean => path === top || path.startsWith(`${top}.`);

/** A patch of a text is told as one. */
function isPatched({ patched }: PlannedObject, key: string): boolean {
  return patched.some(({ paths }) =>
    paths.some((path) => areRelated(path, [fieldElement("data"), fieldElement(key)])),
  );
}

function leafLine({ key, path, value }: TextLeaf): string {
  const place = [key, path].filter((part) => part !== "").join(" ");
  if (!isLong(value)) return `${place} ${JSON.stringify(value)}`;
  const known = new Set(PLAIN_LINES.match(new RegExp(`.{${String(LINE_MARK)}}`, "g")));
  const added = value.split("\n").filter((line) => !known.has(lineMark(line)));
  if (added.length === 0) return `${place} without some of its lines, or with them elsewhere`;
  const shown = added.slice(0, MOST_LINES).map((line) => JSON.stringify(line.trim()));
  const more = added.length - shown.length;
  return `${place} ${shown.join(", ")}${more === 0 ? "" : ` and ${plural(more, "more line")}`}`;
}

/** A whole text in the place of a template says enough by its beginning. */
const MOST_LINES = 20;
