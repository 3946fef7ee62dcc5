import { beforeAll } from "vitest";
import { admissionCases } from "./admission-cases.ts";
import { ambientCases } from "./ambient-cases.ts";
import { applyCases } from "./apply-cases.ts";
import { controllerCases } from "./controller-cases.ts";
import { customCases } from "./custom-cases.ts";
import { listCases } from "./list-cases.ts";
import { protobufCases } from "./protobuf-cases.ts";
import { readingCases } from "./reading-cases.ts";
import { requestCases } from "./request-cases.ts";
import { shapeCases } from "./shape-cases.ts";
import { type ContractTarget, ensureNamespace } from "./target.ts";
import { writerCases } from "./writer-cases.ts";

/**
 * What meshplan relies on of an API server, as HTTP requests and answers. The same cases run on the embedded servers and on a
 * real kube-apiserver: a case that fails on one of them is a difference to fix, or to list in docs/contract.md.
 */
export function contractCases(target: () => ContractTarget): void {
  beforeAll(() => ensureNamespace(target()));
  applyCases(target);
  writerCases(target);
  listCases(target);
  requestCases(target);
  protobufCases(target);
  readingCases(target);
  customCases(target);
  admissionCases(target);
  controllerCases(target);
  ambientCases(target);
  shapeCases(target);
}
