import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf, RIG_RANGE } from "./addresses.ts";
import { mustRun, runCommand } from "./command.ts";
import { gatewayNamespace, type Place } from "./place.ts";
import { RigError } from "./rig-error.ts";

/** Files here are laid over /etc by `ip netns exec`: every gateway has its own view of one host name. */
const NETNS_ETC = "/etc/netns";

/** Says why this machine cannot make network namespaces; undefined where it can. */
export async function namespaceTrouble(): Promise<string | undefined> {
  const probe = `meshrig-probe-${process.pid}`;
  const made = await runCommand("ip", ["netns", "add", probe]).catch(() => undefined);
  if (made === undefined) return "there is no `ip` program (package iproute2)";
  if (made.code !== 0) {
    return `no right to make a network namespace (\`ip netns add\`: ${made.stderr.trim()})`;
  }
  await mustRun("ip", ["netns", "del", probe]);
  return undefined;
}

/**
 * Makes the rig's namespace, in which every address of the rig is local, and one for each gateway.
 *
 * Nothing can leave: the default route is unreachable.
 */
export async function makeNamespaces(place: Place, clusters: number): Promise<void> {
  if ((await namespacesOf(place)).length > 0) {
    throw new RigError(
      `network namespace ${place.namespace} exists: run \`node rig/run.mjs down\` first`,
    );
  }
  const numbers = Array.from({ length: clusters }, (_, index) => index + 1);
  await mustRun("ip", ["netns", "add", place.namespace]);
  await configure(place.namespace, [
    "link set lo up",
    `route add local ${RIG_RANGE} dev lo`,
    ...numbers.map((n) => `route add local ${addressesOf(n).podRange} dev lo`),
    "route add unreachable default",
  ]);
  const forward = ["netns", "exec", place.namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1"];
  await mustRun("ip", forward); // from gateway to gateway
  for (const n of numbers) await makeGatewayNamespace(place, n);
}

async function makeGatewayNamespace(place: Place, n: number): Promise<void> {
  const name = gatewayNamespace(place, n);
  const { gateway, gatewayPeer } = addressesOf(n);
  const cable = `gw${n}`;
  await mustRun("ip", ["netns", "add", name]);
  await configure(place.namespace, [
    `link add ${cable} type veth peer name eth0 netns ${name}`,
    `link set ${cable} up`,
    // Without an address of its own the kernel sends from 127.0.0.1 and the peer drops it.
    `addr add ${gatewayPeer}/32 dev ${cable}`,
    // Beats the range route above: the longer prefix wins inside the table `local`.
    `route add ${gateway}/32 dev ${cable} scope link src ${gatewayPeer} table local`,
  ]);
  await configure(name, [
    "link set lo up",
    "link set eth0 up",
    `addr add ${gateway}/32 dev eth0`,
    `route add ${gatewayPeer}/32 dev eth0 scope link`,
    `route add default via ${gatewayPeer} src ${gateway}`,
  ]);
}

async function configure(namespace: string, lines: readonly string[]): Promise<void> {
  await mustRun("ip", ["-netns", namespace, "-batch", "-"], { input: `${lines.join("\n")}\n` });
}

/** Host names as one namespace sees them; takes effect for processes started in it afterwards. */
export function writeHosts(namespace: string, hosts: Readonly<Record<string, string>>): void {
  mkdirSync(join(NETNS_ETC, namespace), { recursive: true });
  const all = Object.entries({ localhost: "127.0.0.1", ...hosts });
  writeFileSync(
    hostsPath(namespace),
    all.map(([name, address]) => `${address} ${name}\n`).join(""),
  );
}

/** What `writeHosts` wrote. */
export function readHosts(namespace: string): Readonly<Record<string, string>> {
  const path = hostsPath(namespace);
  const lines = existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
  return Object.fromEntries(
    lines.map((line) => {
      const [address = "", name = ""] = line.split(" ");
      return [name, address];
    }),
  );
}

const hostsPath = (namespace: string): string => join(NETNS_ETC, namespace, "hosts");

/** Removes the rig's namespaces, after ending what still runs in them: only the rig's own children can be there. */
export async function removeNamespaces(place: Place): Promise<void> {
  for (const name of await namespacesOf(place)) {
    const left = await mustRun("ip", ["netns", "pids", name]);
    for (const pid of left.split("\n").filter((line) => line !== "")) endByForce(Number(pid));
    await mustRun("ip", ["netns", "del", name]);
    rmSync(join(NETNS_ETC, name), { recursive: true, force: true });
  }
}

function endByForce(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself meanwhile
  }
}

async function namespacesOf(place: Place): Promise<readonly string[]> {
  const listed = await mustRun("ip", ["netns", "list"]);
  return listed
    .split("\n")
    .flatMap((line) => line.split(" ").slice(0, 1))
    .filter((name) => name === place.namespace || name.startsWith(`${place.namespace}-gw`));
}
