import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apiServer, base64, connect, temporaryFolder } from "./api-server.ts";

const REF = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name: "istiod" };

/** What asking a server as that user comes to, and the headers that it got. */
async function asked(user: object, cluster?: object) {
  const server = await apiServer((_, response) => {
    response.end();
  });
  const error: unknown = await connect({ server: server.url, user, ...cluster })
    .then((client) => client.get(REF))
    .catch((reason: unknown) => reason);
  return { error, headers: server.asked[0]?.headers };
}

describe.each([
  ["two lines", "s3cret\nvalue", "has a line break"],
  ["NUL", "s3cret\0value", "has a control character"],
])("%s", (_, bad, fault) => {
  test.each([
    ["token", { token: bad }],
    ["as", { as: bad }],
    ["as-uid", { as: "jane", "as-uid": bad }],
    ["as-groups", { as: "jane", "as-groups": ["a", bad] }],
    ["as-user-extra", { as: "jane", "as-user-extra": { scopes: [bad] } }],
  ])("in %s: the field is named, and nothing is sent", async (key, user) => {
    const { error, headers } = await asked(user);
    expect(error).toMatchObject({ code: "MP9102", cluster: "cluster1" });
    expect(String(error)).toContain(`: ${key} of user jane ${fault}`);
    expect(String(error)).not.toContain("s3cret");
    expect(headers).toBeUndefined();
  });

  test("in a user and password is sent, for it is encoded", async () => {
    const { headers } = await asked({ username: "jane", password: bad });
    expect(headers?.authorization).toBe(`Basic ${base64(`jane:${bad}`)}`);
  });
});

test.each(["s3cret\ntwo", "s3cret€", "s3cret\0"])("a token is not %j", async (bad) => {
  const folder = await temporaryFolder();
  const [tokenFile, command] = [join(folder, "token"), join(folder, "plugin")];
  await writeFile(tokenFile, bad);
  const apiVersion = "client.authentication.k8s.io/v1";
  const credential = { kind: "ExecCredential", apiVersion, status: { token: bad } };
  await writeFile(command, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(credential)}\nEND\n`);
  await chmod(command, 0o755);
  for (const [user, code, where] of [
    [{ token: bad }, "MP9102", "token of user jane has "],
    [{ tokenFile }, "MP9105", `tokenFile ${tokenFile} holds no token: it has `],
    [{ exec: { apiVersion, command } }, "MP9106", "failed: its token has "],
  ] as const) {
    const { error, headers } = await asked(user);
    expect(error).toMatchObject({ code, cluster: "cluster1" });
    expect(String(error)).toContain(where);
    expect(String(error)).not.toContain("s3cret");
    expect(headers).toBeUndefined();
  }
});

test("who is impersonated is sent in the bytes that kubectl sends", async () => {
  const { headers } = await asked({
    as: "jürgen €",
    "as-groups": ["gärtner"],
    "as-user-extra": { "example.com/(ü)": ["ß"] },
  });
  const sent = (name: string): string =>
    Buffer.from(String(headers?.[name]), "latin1").toString("utf8");
  expect(sent("impersonate-user")).toBe("jürgen €");
  expect(sent("impersonate-group")).toBe("gärtner");
  expect(sent("impersonate-extra-example.com%2f%28%c3%bc%29")).toBe("ß");
});

test("the login of a proxy that nobody can decode is refused without being quoted", async () => {
  const { error } = await asked(
    {},
    {
      variables: { HTTPS_PROXY: "http://jane:s3cret%zz@proxy.example" },
      server: "https://api.example",
    },
  );
  expect(error).toMatchObject({ code: "MP9104" });
  expect(String(error)).toContain("http://proxy.example of HTTPS_PROXY with a user that is not");
  expect(String(error)).not.toContain("s3cret");
});
