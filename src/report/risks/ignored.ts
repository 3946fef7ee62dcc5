import { at, mapsAt, textAt } from "../../kube/at.ts";
import { isWithin, type PathPattern } from "../../kube/field-path.ts";
import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";
import { hashOf } from "../../planner/digest.ts";
import { COMPLETED } from "../images-in.ts";
import { placeText } from "../place-text.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
  within,
} from "./detector.ts";
import { valuesFor } from "./parts.ts";
import { isRendered, uncomparedMinor } from "./plain.ts";
import { spellingsOf } from "./plain/from-file.ts";
import { judgementOfText, textsIn } from "./rendered-texts.ts";
import type { Risk } from "./risk.ts";
import { isRead } from "./texts.ts";
import { isBelow, printedSteps } from "./written-texts.ts";

/**
 * Values of the file that a render does not have where Istio's charts put them: a renderer that leaves one out makes a plain Istio,
 * in which nothing else is odd. Of values with another place, or of which the charts make something else, nothing is said.
 */
export const ignored: Detector = {
  topic: "objects",
  find: (input) => {
    if (input.view.renderer.kind === "outline") return [];
    const compared = input.written.filter(
      (one) => isRendered(one) && uncomparedMinor(input.view, one) === undefined,
    );
    return compared.flatMap((object) => {
      const values = writtenFor(input.view, object.action.cluster);
      return values.length === 0 ? [] : inObject(input, object, values);
    });
  },
};

/** What the file writes at one place: for an istiod in a host two clusters may write there, and which counts is in no plan. */
interface Written {
  readonly path: string;
  readonly line: number;
  readonly hashes: ReadonlySet<string>;
}

function writtenFor(view: RiskInput["view"], cluster: string): readonly Written[] {
  const byPath = new Map<string, Written>();
  for (const { path, line, sha256 } of valuesFor(view, cluster)) {
    const known = byPath.get(path);
    byPath.set(path, { path, line, hashes: new Set([...(known?.hashes ?? []), sha256]) });
  }
  return [...byPath.values()].filter(({ hashes }) => !NOTHING.some((one) => hashes.has(one)));
}

/** What a chart may leave out. */
const NOTHING = [null, {}, [], ""].map((value: Json) => hashOf(value));

/** A place in an object where values have to stand. */
interface Place {
  /** The fields that lead to it. */
  readonly fields: PathPattern;
  readonly risk: Risk;
  readonly isFor: (path: string) => boolean;
  readonly has: (value: Written) => boolean;
}

function inObject(
  { view }: RiskInput,
  object: PlannedObject,
  values: readonly Written[],
): readonly Finding[] {
  return PLACES.flatMap((placesIn) => placesIn(object)).flatMap((place) => {
    const { fields, isFor, has, risk } = place;
    if (object.patched.some(({ paths }) => paths.some((path) => isWithin(path, fields)))) return [];
    return values
      .filter((value) => isFor(value.path) && !has(value))
      .map(({ path, line }) =>
        findingOf(object, risk, "lacks what a value of the file sets", {
          detail: `${path} (${placeText(view.file, line)})`,
          movedBy: within(fields),
        }),
      );
  });
}

/** Where Istio's charts put values. Source: the templates of the charts istiod, cni, ztunnel and gateway, 1.31. */
const PLACES: readonly ((object: PlannedObject) => readonly Place[])[] = [
  inTexts,
  inVariables,
  inImages,
  inPods,
];

/** Values that a text repeats at the same steps, below a name of their own. */
const REPEATED: Readonly<
  Record<string, { readonly below: readonly string[]; readonly values: readonly string[] }>
> = {
  mesh: { below: ["meshConfig"], values: ["meshConfig"] },
  values: {
    below: [],
    values: [
      "gateways.seccompProfile",
      "gateways.securityContext",
      "global",
      "pilot.cni",
      "pilot.env",
      "sidecarInjectorWebhook",
    ],
  },
  config: {
    below: ["sidecarInjectorWebhook"],
    values: ["alwaysInjectSelector", "defaultTemplates", "neverInjectSelector", "templates"].map(
      (name) => `sidecarInjectorWebhook.${name}`,
    ),
  },
};

function inTexts(object: PlannedObject): readonly Place[] {
  if (!isRead(object)) return [];
  return [...textsIn(object.body)].flatMap(([key, leaves = []]): readonly Place[] => {
    const repeated = Object.hasOwn(REPEATED, key) ? REPEATED[key] : undefined;
    const whole = leaves[0]?.whole;
    const { risk } = judgementOfText(object.change.object, key) ?? {};
    if (repeated === undefined || whole === undefined || risk === undefined) return [];
    const said = saidIn(whole, repeated.below);
    return [
      {
        fields: ["data", key],
        risk,
        isFor: (path) =>
          path !== NAMES_OF_ISTIOD && repeated.values.some((one) => isBelow(path, one)),
        has: ({ path, hashes }) => said.get(path)?.some((one) => hashes.has(one)) === true,
      },
    ];
  });
}

/** The hashes of all values by their paths, in every spelling. */
function saidIn(value: Json, steps: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const own = [[printedSteps(steps), hashesOf(value)]] as const;
  if (!isMap(value)) return new Map(own);
  const nested = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [...saidIn(item, [...steps, key])],
  );
  return new Map([...own, ...nested]);
}

const hashesOf = (value: Json): readonly string[] =>
  spellingsOf(value).map((spelling) => hashOf(spelling));

/** meshplan adds names to those of the file. */
const NAMES_OF_ISTIOD = "pilot.env.ISTIOD_CUSTOM_HOST";

const isIstiod = ({ change: { object }, action }: PlannedObject): boolean =>
  object.kind === "Deployment" && action.component === "control-plane";

function inVariables(object: PlannedObject): readonly Place[] {
  if (!isIstiod(object)) return [];
  const variables = new Map(
    containersIn(object).flatMap((one) =>
      mapsAt(one, "env").map(({ name, value }) => [
        printedSteps(["pilot", "env", typeof name === "string" ? name : ""]),
        hashesOf(value ?? null),
      ]),
    ),
  );
  return [
    {
      fields: CONTAINERS,
      risk: "access",
      isFor: (path) => path !== NAMES_OF_ISTIOD && isBelow(path, "pilot.env"),
      has: ({ path, hashes }) => variables.get(path)?.some((one) => hashes.has(one)) === true,
    },
  ];
}

const CONTAINERS = ["spec", "template", "spec", "containers"];

const containersIn = ({ body }: PlannedObject): readonly JsonMap[] => mapsAt(body, ...CONTAINERS);

/** The registry, unless a pod gets its image from the injector. */
function inImages(object: PlannedObject): readonly Place[] {
  const images = containersIn(object)
    .map((one) => textAt(one, "image"))
    .filter((image) => image !== COMPLETED);
  if (images.length === 0) return [];
  return [
    {
      fields: CONTAINERS,
      risk: "access",
      isFor: (path) => path === "global.hub",
      has: ({ hashes }) =>
        images.every((image) => hashes.has(hashOf(image.slice(0, image.lastIndexOf("/"))))),
    },
  ];
}

/** Sections of values by the component whose pods they are about. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  "control-plane": ["pilot"],
  cni: ["cni"],
  gateway: ["gateway", "values"],
  ztunnel: ["ztunnel"],
};
/** What charts copy into pods as it is, and the field they put it into. */
const COPIED: Readonly<Record<string, string>> = {
  affinity: "affinity",
  nodeSelector: "nodeSelector",
  podAnnotations: "annotations",
  podLabels: "labels",
  resources: "resources",
  seccompProfile: "seccompProfile",
};

function inPods(object: PlannedObject): readonly Place[] {
  const section = SECTIONS[object.action.component];
  const template = at(object.body, "spec", "template");
  if (section === undefined || template === undefined) return [];
  return Object.entries(COPIED).map(([name, field]) => {
    const said = fieldsIn(template, field).map((one) => saidIn(one, [...section, name]));
    return {
      fields: ["spec", "template"],
      risk: "restart",
      isFor: (path) => isBelow(path, printedSteps([...section, name])),
      has: ({ path, hashes }) =>
        said.some((one) => one.get(path)?.some((hash) => hashes.has(hash)) === true),
    };
  });
}

/** What every field of a name has, however deep it is. */
function fieldsIn(value: Json, name: string): readonly Json[] {
  if (isList(value)) return value.flatMap((item) => fieldsIn(item, name));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [...(key === name ? [item] : []), ...fieldsIn(item, name)],
  );
}
