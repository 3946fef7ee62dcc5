import { areRelated, fieldElement } from "../../kube/field-path.ts";
import { hashOf } from "../../planner/digest.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
  within,
} from "./detector.ts";
import { holesFor, revisionOf, uncomparedMinor } from "./plain.ts";
import { choicesOf } from "./plain/context.ts";
import { comparable, rowText, textRow } from "./plain/rows.ts";
import { PLAIN_LINES, PLAIN_MINOR, plainCluster } from "./plain/table.ts";
import { isLong, judgementOfText, lineMark, type TextLeaf, textsIn } from "./rendered-texts.ts";
import { CNI_CONFIG, writtenIn } from "./written-texts.ts";

/**
 * What stands in the texts that istiod reads and comes neither from Istio's charts nor from the file: a renderer that is not
 * Istio's could put it there.
 */
export const texts: Detector = {
  topic: "objects",
  find: (input) =>
    input.view.renderer.kind === "outline"
      ? []
      : input.written.flatMap((object) =>
          isRead(object) && uncomparedMinor(input.view, object) === undefined
            ? inObject(input, object)
            : [],
        ),
};

/** Of others with names that begin like these it is told that a plain Istio has none. */
export function isRead({ action: { revision }, change: { object } }: PlannedObject): boolean {
  const ofRevision = ["", ...(revision === undefined ? [] : [`-${revision}`])];
  const names = ["istio", "istio-sidecar-injector"].flatMap((name) =>
    ofRevision.map((end) => name + end),
  );
  return object.kind === "ConfigMap" && [...names, CNI_CONFIG].includes(object.name);
}

function inObject({ view }: RiskInput, object: PlannedObject): readonly Finding[] {
  const { change } = object;
  const { cluster } = object.action;
  const plain = plainCluster(
    holesFor(view, cluster, revisionOf(view, object)),
    choicesOf(view.clusters, cluster),
  );
  const known = plain.object(change.object)?.rows ?? new Set();
  const isPlain = (leaf: TextLeaf): boolean =>
    plain.numbersOf(rowText(comparable(textRow(leaf)))).some((row) => known.has(row));
  const isWritten = writtenIn(view, cluster);
  return [...textsIn(object.body)].flatMap(([key, leaves]): readonly Finding[] => {
    const { risk = "access" } = judgementOfText(change.object, key) ?? {};
    if (isPatched(object, key)) return [];
    const movedBy = within(["data", key], ["binaryData", key]);
    const found = (text: string, detail: string): Finding =>
      findingOf(object, risk, text, { detail, movedBy });
    if (leaves === undefined)
      return [found("is no one YAML document, so nobody can tell what istiod reads in it", key)];
    return leaves
      .filter((leaf) => !isPlain(leaf) && !isWritten(change.object.name, leaf))
      .map((leaf) => found(TEXT, leafLine(leaf)));
  });
}

const TEXT = `says what no plain Istio ${PLAIN_MINOR}, no value and no patch of the file does`;

/** A patch of a text is told as one. */
function isPatched({ patched }: PlannedObject, key: string): boolean {
  return patched.some(({ paths }) =>
    paths.some((path) => areRelated(path, [fieldElement("data"), fieldElement(key)])),
  );
}

/** Whole, however long: what is cut is where a command would hide. */
function leafLine({ key, path, value }: TextLeaf): string {
  const place = [key, path].filter((part) => part !== "").join(" ");
  if (!isLong(value)) return `${place} ${JSON.stringify(value)}`;
  const added = value.split("\n").filter((line) => !PLAIN_LINES.has(lineMark(line)));
  const whole = `the whole has sha256 ${hashOf(value)}`;
  if (added.length === 0)
    return `${place} without some of its lines, or with them elsewhere (${whole})`;
  return `${place} ${added.map((line) => JSON.stringify(line.trim())).join(", ")} (${whole})`;
}
