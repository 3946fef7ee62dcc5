import { BOUNDARY_CODES } from "./codes/boundaries.ts";
import { DELIVERY_CODES } from "./codes/delivery.ts";
import { EXTERNAL_CODES } from "./codes/external.ts";
import { AMBIENT_CODES } from "./codes/ambient.ts";
import { FORGE_CODES } from "./codes/forge.ts";
import { FILE_CODES } from "./codes/file.ts";
import { LEFTOVER_CODES } from "./codes/leftovers.ts";
import { LIVE_CODES } from "./codes/live.ts";
import { PATCH_CODES } from "./codes/patches.ts";
import { PLAN_CODES } from "./codes/plan.ts";
import { RIGHTS_CODES } from "./codes/rights.ts";
import { RULE_CODES } from "./codes/rules.ts";
import { LOCK_CODES } from "./codes/lock.ts";
import { SERVER_CODES } from "./codes/server.ts";
import { SECRET_CODES } from "./codes/secrets.ts";
import { WAY_CODES } from "./codes/ways.ts";
import { WORLD_CODES } from "./codes/world.ts";

/** Every problem meshplan can report. Codes are link targets: never renumber, never reuse. */
export const CODES = {
  ...FILE_CODES,
  ...RULE_CODES,
  ...EXTERNAL_CODES,
  ...AMBIENT_CODES,
  ...PLAN_CODES,
  ...PATCH_CODES,
  ...LIVE_CODES,
  ...LEFTOVER_CODES,
  ...DELIVERY_CODES,
  ...RIGHTS_CODES,
  ...SERVER_CODES,
  ...WAY_CODES,
  ...WORLD_CODES,
  ...LOCK_CODES,
  ...FORGE_CODES,
  ...BOUNDARY_CODES,
  ...SECRET_CODES,
} as const;
export type DiagnosticCode = keyof typeof CODES;
