import { describe, test } from "vitest";
import { primariesHaveIpAddresses } from "../../../src/mesh/rules/primaries-have-ip-addresses.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0457: the address of a primary with remotes is an IP address", () => {
  const AWS = "service.beta.kubernetes.io/aws-load-balancer-type: nlb";
  const EKS = "arn:aws:eks:eu-west-1:123456789012:cluster/prod";

  test("accepts other clouds, a reserved address, and primaries without remotes", () => {
    expectAccepted(
      primariesHaveIpAddresses,
      meshOf("a: { network: n }", "b: { network: m, primary: a }"),
    );
    expectAccepted(
      primariesHaveIpAddresses,
      meshOf(
        `a: { network: n, context: "${EKS}", gateway: { address: 34.75.71.237 } }`,
        `b: { network: m, primary: a, context: "${EKS}/b" }`,
        `c: { network: o, gateway: { annotations: { ${AWS} } } }`,
      ),
    );
  });

  test("warns of AWS, by context and by annotation", () => {
    expectRefused(
      primariesHaveIpAddresses,
      meshOf(
        `a: { network: n, context: "${EKS}" }`,
        "b: { network: m, primary: a }",
        `c: { network: o, gateway: { annotations: { ${AWS} } } }`,
        "d: { network: p, primary: c }",
      ),
      "cluster a is on AWS, whose load balancers get host names, and its remotes are planned for an IP address",
      "cluster c is on AWS, whose load balancers get host names, and its remotes are planned for an IP address",
    );
  });
});
