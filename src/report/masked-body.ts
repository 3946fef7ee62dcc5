import { isList, isMap, type Json, type KubeObject } from "../kube/object.ts";
import { fillDeferred, isDeferred, mapLeaves } from "../planner/deferred.ts";
import { KNOWN_AFTER_APPLY } from "./object-facts.ts";
import type { Marks } from "./view.ts";

/** A body as the public plan shows it: nothing secret, nothing unknown. */
export interface MaskedBody {
  readonly value: Json;
  readonly unknown: Marks;
  readonly sensitive: Marks;
  /** Number of scalar leaves. */
  readonly leaves: number;
}

/**
 * Keeps the words around unknown values, for code that judges them: a text of a thousand lines is no less dangerous because
 * of an address in one of them.
 */
export function withKnownWords(body: KubeObject): KubeObject {
  return mapLeaves(body, (leaf) =>
    isDeferred(leaf) && leaf.sensitive !== true && leaf.template !== "{}"
      ? fillDeferred(leaf, () => KNOWN_AFTER_APPLY)
      : leaf,
  ) as KubeObject;
}

interface Masked {
  readonly value: Json;
  /** Undefined: nothing below is marked. */
  readonly unknown: Marks | undefined;
  readonly sensitive: Marks | undefined;
  readonly leaves: number;
}

/**
 * Hides what a plan must not show: the values of Secrets and of sensitive outputs, and values that do not exist yet.
 *
 * Hidden leaves are null in `value` and `true` in the tree that says why. Keys of a Secret stay visible. A part that holds
 * nothing hidden is shared with the body, not copied: bodies of CRDs are large.
 */
export function maskBody(body: KubeObject): MaskedBody {
  const { value, unknown, sensitive, leaves } = mask(body, false, body.kind === "Secret");
  return { value, unknown: unknown ?? {}, sensitive: sensitive ?? {}, leaves };
}

function mask(value: Json, secret: boolean, secretRoot: boolean): Masked {
  if (isDeferred(value))
    return value.sensitive === true || secret
      ? { value: null, unknown: undefined, sensitive: true, leaves: 1 }
      : { value: null, unknown: true, sensitive: undefined, leaves: 1 };
  if (isList(value)) return maskList(value, secret);
  if (isMap(value)) {
    const entries = Object.entries(value).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    );
    const masked = entries.map(([key, item]): readonly [string, Masked] => [
      key,
      mask(item, secret || (secretRoot && (key === "data" || key === "stringData")), false),
    ]);
    const marked = (of: "unknown" | "sensitive"): Marks | undefined => {
      const found = masked.flatMap(([key, item]): readonly [string, Json][] => {
        const mark = item[of];
        return mark === undefined ? [] : [[key, mark]];
      });
      return found.length === 0 ? undefined : Object.fromEntries(found);
    };
    const same = masked.every(([key, item]) => item.value === value[key]);
    return {
      value: same ? value : Object.fromEntries(masked.map(([key, item]) => [key, item.value])),
      unknown: marked("unknown"),
      sensitive: marked("sensitive"),
      leaves: masked.reduce((sum, [, item]) => sum + item.leaves, 0),
    };
  }
  return secret
    ? { value: null, unknown: undefined, sensitive: true, leaves: 1 }
    : { value, unknown: undefined, sensitive: undefined, leaves: 1 };
}

/** Marks of a list have one entry per item; `false` stands for an item without marks. */
function maskList(value: readonly Json[], secret: boolean): Masked {
  const items = value.map((item) => mask(item, secret, false));
  const marks = (of: "unknown" | "sensitive"): Marks | undefined =>
    items.some((item) => item[of] !== undefined)
      ? items.map((item) => item[of] ?? false)
      : undefined;
  return {
    value: items.every((item, index) => item.value === value[index])
      ? value
      : items.map((item) => item.value),
    unknown: marks("unknown"),
    sensitive: marks("sensitive"),
    leaves: items.reduce((sum, item) => sum + item.leaves, 0),
  };
}
