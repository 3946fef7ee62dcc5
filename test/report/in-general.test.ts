import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inGeneral, type OwnNames } from "../../src/report/in-general.ts";

const east: OwnNames = { cluster: "east", network: "net1" };
const west: OwnNames = { cluster: "west", network: "net2" };

const ofBoth = (a: unknown, b: unknown): readonly unknown[] => inGeneral([a, b], [east, west]);

describe("data of several clusters in general", () => {
  test("names a place by what differs there", () => {
    const data = ({ cluster, network }: OwnNames) => ({
      id: `${cluster}/gateway`,
      labels: { [`of-${network}`]: 1, [network]: [`/inject/cluster/${cluster}/net/${network}`] },
    });
    const general = {
      id: "{cluster}/gateway",
      labels: { "of-net1": 1, "{network}": ["/inject/cluster/{cluster}/net/{network}"] },
    };
    expect(ofBoth({ ...data(east), labels: {} }, { ...data(west), labels: {} })).toEqual([
      { id: "{cluster}/gateway", labels: {} },
      { id: "{cluster}/gateway", labels: {} },
    ]);
    const alike = { ...data(west), labels: { "of-net1": 1, net2: data(west).labels["net2"] } };
    expect(ofBoth(data(east), alike)).toEqual([general, general]);
  });

  test("keeps what is equal, also where it is the name of one of them", () => {
    const data = { kind: "east", text: "of net1 and east" };
    expect(ofBoth(data, { ...data })).toEqual([data, data]);
  });

  test("keeps what differs in another way", () => {
    for (const [a, b] of [
      ["x-east", "x-west"],
      ["east", "net2"],
      ["east", "west west"],
      ["1 of east", "2 of west"],
      [1, 2],
      [["east"], ["west", "west"]],
      [{ east: 1, x: 2 }, { west: 1 }],
      [{ east: 1 }, ["west"]],
      [null, "west"],
    ])
      expect(ofBoth(a, b)).toEqual([a, b]);
  });

  test("one network that several clusters share is called by its name", () => {
    const names = [east, { ...west, network: "net1" }];
    expect(inGeneral(["east in net1", "west in net1"], names)).toEqual([
      "{cluster} in net1",
      "{cluster} in net1",
    ]);
  });

  const word = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,3}[a-z0-9])?$/);
  const data = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.array(fc.constantFrom("C", "N", "kind", "a", "istiod"), { maxLength: 4 }),
      fc.integer(),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("C", "N", "kind", "text"), tie("tree"), { maxKeys: 3 }),
    ),
  })).tree;

  /** A tree in which lists of words became texts, with the names of one cluster. */
  const written = (tree: unknown, { cluster, network }: OwnNames): unknown => {
    const name = (one: unknown): unknown => (one === "C" ? cluster : one === "N" ? network : one);
    if (Array.isArray(tree))
      return tree.every((one) => typeof one === "string")
        ? tree.map(name).join(" / ")
        : tree.map((one) => written(one, { cluster, network }));
    if (typeof tree !== "object" || tree === null) return tree;
    return Object.fromEntries(
      Object.entries(tree).map(([key, item]) => [
        String(name(key)),
        written(item, { cluster, network }),
      ]),
    );
  };

  test("what was written with names becomes one, whatever the names are, and means the same", () => {
    const names = fc
      .uniqueArray(fc.oneof(word, fc.constantFrom("kind", "text", "istiod", "a")), {
        minLength: 4,
        maxLength: 4,
      })
      .map(([a = "", b = "", x = "", y = ""]) => [
        { cluster: a, network: x },
        { cluster: b, network: y },
      ]);
    fc.assert(
      fc.property(data, names, (tree, own) => {
        fc.pre(own.every(({ cluster, network }) => !`${cluster} ${network}`.match(/\b(C|N)\b/)));
        const values = own.map((one) => written(tree, one));
        // A map in which a name meets a key of that name has lost a value before it came here.
        const sizeOf = (value: unknown): number => JSON.stringify(value).split(":").length;
        const whole = sizeOf(written(tree, { cluster: "C", network: "N" }));
        fc.pre(values.every((value) => sizeOf(value) === whole));
        const [first, second] = inGeneral(values, own);
        const back = (one: OwnNames): unknown =>
          JSON.parse(
            JSON.stringify(first)
              .replaceAll("{cluster}", one.cluster)
              .replaceAll("{network}", one.network),
          );
        expect(second).toEqual(first);
        expect(own.map(back)).toEqual(values);
      }),
    );
  });
});
