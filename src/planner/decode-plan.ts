import { MeshplanError } from "../errors.ts";
import { isMap, type Json } from "../kube/object.ts";
import { jsonFault } from "../util/json-fault.ts";
import { commandLine } from "../util/command-line.ts";
import { contentDigest } from "./digest.ts";
import { validateSavedPlan } from "./generated/validate-saved-plan.js";
import { PLAN_FILE_KEY } from "./is-plan-file.ts";
import type { Plan } from "./plan.ts";
import { planFault } from "./plan-checks.ts";
import { joinPlan, type Machine } from "./plan-content.ts";
import { PLAN_FORMAT, type SavedPlan } from "./plan-file.ts";

interface DecodedPlan {
  readonly plan: Plan;
  /** When it was made, as the file says: ISO 8601. Not approved, so it guards against accidents alone. */
  readonly created: string;
}

/**
 * Reads a saved plan back: a plan that holds together, and whose digest is over what it holds. Anything else is refused with
 * MP9008 and the place that is wrong, because it is not what was reviewed; MP9007: another format.
 */
export function decodePlan(text: string, path: string, machine: Machine): DecodedPlan {
  const json = parse(text, path);
  const format = isMap(json) ? json[PLAN_FILE_KEY] : undefined;
  if (format !== undefined && format !== PLAN_FORMAT) throw otherFormat(format, path);
  const file = checkShape(json, path);
  const fault = planFault(file.plan);
  if (fault !== undefined) throw damaged(path, `plan/${fault.at} ${fault.says}`);
  if (contentDigest(file.plan) !== file.digest)
    throw damaged(path, "its digest is not that of its plan, so something in it was edited");
  return { plan: joinPlan(file.plan, file.notes, file.digest, machine), created: file.created };
}

function parse(text: string, path: string): Json {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    throw damaged(path, "it is not JSON; a file that was cut short is not");
  }
  const fault = jsonFault(json);
  if (fault !== undefined) throw damaged(path, fault);
  if (!isPlain(text, json))
    throw damaged(
      path,
      "a key of it is there twice, or a value is spelt as no JSON writer spells it",
    );
  return json;
}

const BLANKS = " \t\r\n";

/**
 * Whether a text says its value in the one way that `encodePlan` has, blanks between its parts aside. A key that is there twice
 * has another value to a reader who takes the first one; `"\u0061"`, `1.0` and digits that no number holds read differently, too.
 */
function isPlain(text: string, json: Json): boolean {
  const plain = JSON.stringify(json);
  let at = 0;
  let isInText = false;
  let isEscaped = false;
  // Not by an expression: those run out of stack in a text of megabytes.
  for (const character of text) {
    if (!isInText && BLANKS.includes(character)) continue;
    if (!plain.startsWith(character, at)) return false;
    if (character === '"' && !isEscaped) isInText = !isInText;
    isEscaped = character === "\\" && !isEscaped;
    at += character.length;
  }
  return at === plain.length;
}

function checkShape(json: unknown, path: string): SavedPlan {
  if (validateSavedPlan(json)) return json;
  const [first] = validateSavedPlan.errors ?? [];
  const unknown = first?.params["additionalProperty"] ?? first?.params["unevaluatedProperty"];
  const key = typeof unknown === "string" ? `: ${JSON.stringify(unknown)}` : "";
  const place = first?.instancePath.slice(1) ?? "";
  throw damaged(path, `${place === "" ? "it" : place} ${first?.message ?? "is wrong"}${key}`);
}

function otherFormat(format: Json, path: string): MeshplanError {
  const old = typeof format === "string" && /^1\./.test(format);
  const why = old
    ? ", and the digest of that format did not cover all that is written"
    : `; this meshplan reads ${PLAN_FORMAT}`;
  return new MeshplanError(
    "MP9007",
    `${path} is a plan of format ${JSON.stringify(format).slice(0, 40)}${why}`,
    { nextSteps: [`make the plan again with this version: ${planAgain(path)}`] },
  );
}

function damaged(path: string, why: string): MeshplanError {
  return new MeshplanError("MP9008", `${path} is not a plan that meshplan wrote: ${why}`, {
    nextSteps: [`make the plan again: ${planAgain(path)}`],
  });
}

/** To the same place. Which mesh file it was made of is not taken from a text that is not to be believed. */
function planAgain(path: string): string {
  return commandLine`meshplan plan mesh.yaml --out ${path}`;
}
