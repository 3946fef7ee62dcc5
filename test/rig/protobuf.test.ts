import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messagesAtPath, readFields, writeField, writeStruct } from "../../rig/protobuf.ts";

describe("protobuf", () => {
  test("reads back every field it wrote", () => {
    const field = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.string({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const message = Buffer.concat(fields.map(([number, text]) => writeField(number, text)));
        const read = readFields(message).map(({ number, value }) => [number, String(value)]);
        expect(read).toEqual(fields);
      }),
    );
  });

  test("follows a path of field numbers through all messages on it", () => {
    const struct = writeStruct({ NETWORK: "network1", CLUSTER_ID: "cluster1" });
    expect(messagesAtPath(struct, 1, 1).map(String)).toEqual(["NETWORK", "CLUSTER_ID"]);
    expect(messagesAtPath(struct, 1, 2, 3).map(String)).toEqual(["network1", "cluster1"]);
  });

  test("a message that ends too early is an error, not an endless loop", () => {
    expect(() => readFields(Buffer.from([0x80]))).toThrow("ends inside a number");
  });
});
