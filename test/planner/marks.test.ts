import { expect, test } from "vitest";
import { SERVER_METADATA } from "../../src/kube/server-fields.ts";
import { marked } from "../../src/planner/marks.ts";

const MESH = {
  name: "mesh1",
  istio: { namespace: "istio-system" },
  metadata: { labels: {}, annotations: {} },
};
const WISH = {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "a", namespace: "b", labels: { c: "d" }, finalizers: ["e.example/f"] },
};

/** A renderer that prints one would make of a write something that no change of the plan shows. */
test.each(SERVER_METADATA)(
  "a rendered object loses metadata.%s, and keeps what is wished",
  (name) => {
    const printed = { ...WISH, metadata: { ...WISH.metadata, [name]: "1" }, status: { g: 1 } };
    const sent = marked(printed, MESH);
    expect(sent).toEqual(marked({ ...WISH }, MESH));
    expect(sent.metadata).toMatchObject(WISH.metadata);
  },
);
