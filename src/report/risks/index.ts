import { bindings } from "./bindings.ts";
import { contested } from "./contested.ts";
import { credentials } from "./credentials.ts";
import type { Detector } from "./detector.ts";
import { disruptions } from "./disruptions.ts";
import { exposure } from "./exposure.ts";
import { ignored } from "./ignored.ts";
import { images } from "./images.ts";
import { leftOut } from "./left-out.ts";
import { objects } from "./objects.ts";
import { parts } from "./parts.ts";
import { patched } from "./patched.ts";
import { pods } from "./pods.ts";
import { renderer } from "./renderer.ts";
import { rules } from "./rules.ts";
import { texts } from "./texts.ts";
import { trust } from "./trust.ts";
import { unread } from "./unread.ts";
import { values } from "./values.ts";
import { webhooks } from "./webhooks.ts";

/** Everything that is looked for, in the order in which a reviewer reads it. */
export const DETECTORS: readonly Detector[] = [
  unread,
  renderer,
  credentials,
  rules,
  bindings,
  images,
  pods,
  webhooks,
  objects,
  leftOut,
  texts,
  parts,
  ignored,
  patched,
  values,
  exposure,
  trust,
  ...disruptions,
  contested,
];
