import { createServer, connect } from "node:tls";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Authority, createAuthority, issueServerCertificate } from "../../src/certs/x509.ts";
import type { ApiServerAccess } from "../../src/kube/remote-kubeconfig.ts";
import type { ApiServerSettings, Cluster } from "../../src/mesh/model.ts";
import { topologyOf } from "../../src/mesh/topology.ts";
import { accessOf, tlsNameOf, wayKey } from "../../src/planner/access.ts";
import { inputOf } from "./checks/verbs.ts";
import { waysAreVerified } from "../../src/planner/checks/ways-are-verified.ts";
import type { ReachableFacts } from "../../src/planner/facts.ts";
import { meshOf } from "../mesh/build-mesh.ts";
import { emptyCluster, name } from "./seed.ts";

const NOW = new Date();
const SLOW = { timeout: 120_000 };
const SERVER = "https://api.example.com:6443";
const OTHER_SERVER = "https://10.2.0.2:6443";
const authorities = {
  own: createAuthority("own"),
  proxy: createAuthority("proxy"),
  other: createAuthority("other"),
};
const FILES = new Map([["/repo/ca.pem", authorities.proxy.certificatePem]]);

interface Case {
  /** Who signed what the server shows, and for which name. */
  readonly signed: "own" | "proxy";
  readonly shownName: string;
  /** Whom the kubeconfig trusts; `nobody checks`: insecure-skip-tls-verify. */
  readonly kubeconfig: readonly (keyof typeof authorities)[] | "nobody checks";
  readonly kubeconfigName?: string;
  readonly file: Partial<ApiServerSettings>;
  readonly knowsOwn: boolean;
}

/** Every way in which the parts of a remote secret may come together. */
const CASES: readonly Case[] = (["own", "proxy"] as const).flatMap((signed) =>
  ["api.example.com", "inner.example"].flatMap((shownName) =>
    (
      [
        ["own"],
        ["proxy"],
        ["own", "proxy"],
        ["proxy", "other"],
        ["other"],
        "nobody checks",
      ] as const
    ).flatMap((kubeconfig) =>
      [undefined, "inner.example"].flatMap((kubeconfigName) =>
        (
          [
            {},
            { caFile: "/repo/ca.pem" },
            { tlsServerName: "inner.example" },
            { url: OTHER_SERVER },
            { url: OTHER_SERVER, tlsServerName: "inner.example", caFile: "/repo/ca.pem" },
            { url: `${SERVER}/` },
          ] as const
        ).flatMap((file) =>
          [true, false].map((knowsOwn): Case => ({
            ...{ signed, shownName, kubeconfig, file, knowsOwn },
            ...(kubeconfigName === undefined ? {} : { kubeconfigName }),
          })),
        ),
      ),
    ),
  ),
);

function clusterWith(file: Partial<ApiServerSettings>): Cluster {
  const [, remote] = meshOf("a: { network: n }", "b: { network: n, primary: a }").clusters;
  if (remote === undefined) throw new Error("internal: no cluster b");
  return { ...remote, apiServer: { from: new Map(), ...file } };
}

function factsOf(one: Case, shown: readonly string[]): ReachableFacts {
  const { kubeconfig, kubeconfigName, knowsOwn } = one;
  const insecure = kubeconfig === "nobody checks";
  const pem = insecure ? "" : kubeconfig.map((key) => authorities[key].certificatePem).join("");
  const elsewhere = { server: OTHER_SERVER, ...named(one.file.tlsServerName) };
  return {
    ...emptyCluster("b"),
    server: SERVER,
    ...(insecure ? { unverified: true } : {}),
    ...(knowsOwn ? { rootCa: authorities.own.certificatePem } : {}),
    own: { ...(insecure ? {} : { authority: pem }), ...named(kubeconfigName), shown },
    shown: new Map([
      [wayKey(elsewhere), shown],
      [wayKey({ server: SERVER, ...named(one.file.tlsServerName) }), shown],
    ]),
  };
}

const named = (text: string | undefined) => (text === undefined ? {} : { tlsServerName: text });

function found(one: Case, shown: readonly string[]) {
  const facts = factsOf(one, shown);
  const mesh = meshOf("a: { network: n }", "b: { network: n, primary: a }");
  const clusters = mesh.clusters.map((each) => (each.name === "b" ? clusterWith(one.file) : each));
  const changed = { ...mesh, clusters };
  const known = new Map([[name("b"), facts]]);
  const topology = topologyOf(changed);
  return {
    access: accessOf(clusterWith(one.file), name("a"), facts, FILES),
    problems: waysAreVerified.check(
      inputOf(changed, known, { topology, files: { texts: FILES, problems: new Map() }, now: NOW }),
    ),
  };
}

/** A server of every kind, and OpenSSL as the judge of who gets through to it. */
const servers = new Map<
  string,
  { readonly port: number; readonly shown: readonly string[]; close: () => void }
>();
beforeAll(async () => {
  for (const signed of ["own", "proxy"] as const)
    for (const dns of ["api.example.com", "inner.example"])
      servers.set(`${signed} ${dns}`, await serverOf(authorities[signed], dns));
});
afterAll(() => {
  for (const { close } of servers.values()) close();
});

async function serverOf(authority: Authority, dns: string) {
  const made = issueServerCertificate(authority, { dnsNames: [dns], ipAddresses: [] });
  const server = createServer({ key: made.privateKeyPem, cert: made.certificatePem }, (socket) => {
    socket.on("error", () => undefined).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, shown: [made.certificatePem], close: () => server.close() };
}

function serverFor({ signed, shownName }: Case) {
  const server = servers.get(`${signed} ${shownName}`);
  if (server === undefined) throw new Error("internal: no such server");
  return server;
}

/** Whether a client gets through with what is handed out, the cluster's own CA filled in as beside the token. */
function getsThrough(access: ApiServerAccess, port: number): Promise<boolean> {
  const ca =
    access.ca === undefined
      ? authorities.own.certificatePem
      : Buffer.from(access.ca, "base64").toString();
  const servername = tlsNameOf(access);
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ca, ...sniOf(servername) }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}

/** An address is never sent; as a name that is asked for it is one that none of these servers has. */
const sniOf = (servername: string) => (servername === "10.2.0.2" ? {} : { servername });

describe("what a remote secret is made of", () => {
  test(
    "gets through, or is MP0600, in every combination; nothing is refused that gets through",
    SLOW,
    async () => {
      const wrong: string[] = [];
      let through = 0;
      for (const one of CASES) {
        const server = serverFor(one);
        const { access, problems } = found(one, server.shown);
        const works = await getsThrough(access, server.port);
        if (works) through += 1;
        // Where the cluster does not say its CA and nothing else is handed out, nobody knows before the token is there.
        const isUnknown = !one.knowsOwn && access.ca === undefined;
        if (isUnknown ? problems.length > 0 : works !== (problems.length === 0))
          wrong.push(
            JSON.stringify({ one, works, problems: problems.map(({ message }) => message) }),
          );
        if (access.publicCa !== undefined) wrong.push(`public CAs: ${JSON.stringify(one)}`);
      }
      expect(wrong).toEqual([]);
      expect(through).toBeGreaterThan(CASES.length / 8);
    },
  );

  test(
    "gets through on every way on which meshplan itself did, without a word of the file",
    SLOW,
    async () => {
      for (const one of CASES) {
        const { signed, shownName, kubeconfig, kubeconfigName, file } = one;
        const reached =
          kubeconfig !== "nobody checks" &&
          kubeconfig.some((key) => key === signed) &&
          (kubeconfigName ?? "api.example.com") === shownName;
        if (!reached || Object.keys(file).length > 0) continue;
        const server = serverFor(one);
        const { access } = found(one, server.shown);
        expect({ one, works: await getsThrough(access, server.port) }).toEqual({
          one,
          works: true,
        });
      }
    },
  );

  test("does not depend on whom else a kubeconfig trusts, where the cluster's own CA signs", () => {
    const signedByOwn = CASES.filter(
      ({ signed, knowsOwn, file, shownName, kubeconfigName = "api.example.com" }) =>
        signed === "own" && knowsOwn && file.caFile === undefined && shownName === kubeconfigName,
    );
    for (const one of signedByOwn)
      expect(found(one, serverFor(one).shown).access.ca).toBeUndefined();
  });

  test("takes no public authorities for granted where the kubeconfig names none", () => {
    const one: Case = {
      ...{ signed: "proxy", shownName: "api.example.com", kubeconfig: "nobody checks" },
      ...{ file: {}, knowsOwn: true },
    };
    const facts = { ...emptyCluster("b"), server: SERVER, own: { shown: serverFor(one).shown } };
    expect(accessOf(clusterWith({}), name("a"), facts, FILES)).toEqual({ server: SERVER });
  });
});

describe("a way in another spelling", () => {
  test.each([
    ["https://API.example.com:443/", "https://api.example.com"],
    ["https://api.example.com/k8s/", "https://api.example.com/k8s"],
    ["https://[2001:DB8::1]:6443", "https://[2001:db8::1]:6443/"],
  ])("is the same: %s and %s", (one, other) => {
    expect(wayKey({ server: one })).toBe(wayKey({ server: other }));
  });

  test("is another with another path, port or TLS name", () => {
    const ways = [
      { server: "https://api.example.com" },
      { server: "https://api.example.com/k8s" },
      { server: "https://api.example.com:6443" },
      { server: "https://api.example.com", tlsServerName: "inner.example" },
    ];
    expect(new Set(ways.map(wayKey)).size).toBe(ways.length);
  });
});
