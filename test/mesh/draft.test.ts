import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printCommented } from "../../src/adapters/host/yaml.ts";
import { hasErrors } from "../../src/diagnostics/has-errors.ts";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { draftOf, namesOf } from "../../src/mesh/draft.ts";
import { loadMesh } from "../../src/mesh/load.ts";

/** The form that mesh files want of a context: `{name}` would stand for something else. */
const isContext = (text: string): boolean =>
  /\S/.test(text) && !/\{\w*\}/.test(text) && /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u.test(text);

const CONTEXT = fc.oneof(
  fc.string({ minLength: 1, maxLength: 80 }).filter(isContext),
  fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter(isContext),
  fc.constantFrom(
    "arn:aws:eks:eu-west-1:123456789012:cluster/prod",
    "arn:aws:eks:eu-west-2:123456789012:cluster/prod",
    "gke_project_europe-west1-b_prod",
    "admin@prod",
    "kind-prod",
    "yes",
    "012",
    "__proto__",
  ),
);
const NOTE = fc.string({ unit: "binary", maxLength: 60 });

const CHOICES = fc
  .uniqueArray(
    fc.record({
      context: CONTEXT,
      isPrimary: fc.boolean(),
      notes: fc.array(NOTE, { maxLength: 2 }),
      network: fc.option(fc.constantFrom("east", "west", "not a network"), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 6, selector: ({ context }) => context },
  )
  .chain((clusters) =>
    fc.record({
      mesh: fc.constantFrom("mesh1", "prod-mesh"),
      isOneNetwork: fc.boolean(),
      clusters: fc.constant(
        clusters.map(({ network, ...one }, index) => ({
          ...one,
          isPrimary: one.isPrimary || index === 0,
          ...(network === undefined ? {} : { network }),
        })),
      ),
    }),
  );

describe("a draft of a mesh file", () => {
  test("law: it is valid, and says what was chosen, whatever the contexts are called", () => {
    fc.assert(
      fc.property(CHOICES, (choices) => {
        const { values, comments } = draftOf(choices);
        const text = printCommented(values, comments, "head");
        const { mesh, diagnostics } = loadMesh(sourceOf("mesh.yaml", text), { directory: "/m" });
        // That a load balancer of AWS has no address is a warning, and true.
        const errors = hasErrors(diagnostics) ? diagnostics : [];
        expect({ text, errors }).toEqual({ text, errors: [] });
        const { clusters } = choices;
        expect(mesh?.clusters.map(({ context }) => context)).toEqual(
          clusters.map(({ context }) => context),
        );
        expect(mesh?.clusters.map(({ role }) => role === "primary")).toEqual(
          clusters.map(({ isPrimary }) => isPrimary),
        );
        const networks = new Set(mesh?.clusters.map(({ network }) => network));
        expect(networks.size).toBe(choices.isOneNetwork ? 1 : clusters.length);
      }),
    );
  });

  test("names clusters by what differs in the names that clouds give contexts", () => {
    expect(
      namesOf([
        "arn:aws:eks:eu-west-1:123456789012:cluster/Prod",
        "gke_project_europe-west1-b_west",
        "admin@east",
        "kind-a",
      ]),
    ).toEqual(["prod", "west", "east", "kind-a"]);
    expect(namesOf(["a@prod", "b@prod", "-", "--"])).toEqual([
      "a-prod",
      "b-prod",
      "cluster",
      "cluster-2",
    ]);
  });

  test("reads well", () => {
    const { values, comments } = draftOf({
      mesh: "mesh1",
      isOneNetwork: false,
      clusters: [
        { context: "admin@east", isPrimary: true, notes: ["One.", "Two."], network: "lan" },
        { context: "west", isPrimary: true, notes: [] },
        { context: "south", isPrimary: false, notes: ["Three."] },
      ],
    });
    expect(printCommented(values, comments, "The first line.\nThe second.")).toMatchInlineSnapshot(`
      "# The first line.
      # The second.

      apiVersion: meshplan/v1
      # The mesh ID. It cannot be changed once the mesh is there.
      mesh: mesh1
      istio:
        version: 1.31.0
      # Several istiods sign certificates, so they need one root. The first apply makes its key beside this file: keep it safe, and out of the repository.
      trust:
        root: generated
        key: mesh1-root.pem
      clusters:
        # One.
        # Two.
        east: { context: admin@east, network: lan }
        west: { network: network2 }
        # Three.
        south: { network: network3, primary: east }
      "
    `);
  });
});
