import { isList, isMap, type Json } from "../kube/object.ts";
import type { ApplyEvent } from "../executors/events.ts";
import { APPLY_NOT_STARTED, type ApplyState, reduceApply } from "./apply-state.ts";

/**
 * The state at the end of the events that `apply --events` wrote; undefined where the text holds something else. A run that was
 * killed may leave half a line at the end, which does not count.
 */
export function stateOfEvents(text: string): ApplyState | undefined {
  const lines = text.split("\n");
  const whole = lines.slice(0, -1).map(jsonOf);
  if (whole.length === 0 || !whole.every(isEvent)) return undefined;
  return whole.reduce<ApplyState>((state, event) => reduceApply(state, event), APPLY_NOT_STARTED);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Checked as far as the fold looks into it. */
function isEvent(value: unknown): value is ApplyEvent {
  if (!isMap(value as Json)) return false;
  const event = value as { readonly [key: string]: Json };
  return (
    typeof event["seq"] === "number" &&
    typeof event["time"] === "string" &&
    typeof event["type"] === "string" &&
    (CHECKS.get(event["type"])?.(event) ?? false)
  );
}

type Check = (event: { readonly [key: string]: Json }) => boolean;

const isText = (value: Json | undefined): boolean => typeof value === "string";
const areTexts = (value: Json | undefined): boolean =>
  value !== undefined && isList(value) && value.every(isText);
const ofAction: Check = ({ action }) => isText(action);

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    "apply-started",
    ({ mesh, digest, actions }) =>
      isText(mesh) &&
      isText(digest) &&
      actions !== undefined &&
      isList(actions) &&
      actions.every(
        (one) =>
          isMap(one) &&
          ["id", "cluster", "component"].every((key) => isText(one[key])) &&
          areTexts(one["needs"]) &&
          typeof one["changes"] === "number",
      ),
  ],
  ["action-started", ofAction],
  ["object-written", ofAction],
  ["wait-started", (event) => ofAction(event) && isText(event["text"])],
  ["wait-progress", (event) => ofAction(event) && isText(event["detail"])],
  ["wait-finished", ofAction],
  ["note", (event) => ofAction(event) && isText(event["text"])],
  ["retrying", (event) => ofAction(event) && isText(event["text"])],
  ["action-finished", (event) => ofAction(event) && typeof event["written"] === "number"],
  [
    "action-failed",
    (event) => {
      const problem = event["problem"];
      return (
        ofAction(event) &&
        problem !== undefined &&
        isMap(problem) &&
        isText(problem["code"]) &&
        isText(problem["message"]) &&
        areTexts(problem["nextSteps"]) &&
        isObject(problem["object"])
      );
    },
  ],
  ["action-skipped", (event) => ofAction(event) && isText(event["because"])],
  ["interrupted", ({ left }) => areTexts(left)],
  [
    "apply-finished",
    ({ outcome, objectsWritten }) => isText(outcome) && typeof objectsWritten === "number",
  ],
]);

const isObject = (value: Json | undefined): boolean =>
  value === undefined || (isMap(value) && isText(value["kind"]) && isText(value["name"]));
