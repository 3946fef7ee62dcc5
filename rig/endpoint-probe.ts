import { connect, type IncomingHttpHeaders } from "node:http2";
import type { Dial } from "./door.ts";
import { messagesAt, messagesAtPath, numberAt, writeField, writeStruct } from "./protobuf.ts";
import { RigError } from "./rig-error.ts";
import { VERSIONS } from "./versions.ts";

/** Whose view of the mesh is asked for. */
export interface Viewer {
  readonly network: string;
  readonly cluster: string;
}

const XDS_PORT = 15010;
const TIMEOUT_MILLISECONDS = 5_000;
const ENDPOINTS_TYPE = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
const STREAM_PATH =
  "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources";
/** gRPC puts one byte (compressed or not) and a length before each message. */
const GRPC_HEADER = 5;

/**
 * Asks istiod as a proxy would (xDS over plain gRPC) which endpoints an Envoy cluster has, e.g.
 * `outbound|5000||helloworld.sample.svc.cluster.local`. Answers `address:port`, sorted; empty where there are none.
 */
export async function askEndpoints(
  istiod: string,
  dial: Dial,
  viewer: Viewer,
  envoyCluster: string,
): Promise<readonly string[]> {
  const socket = await dial(istiod, XDS_PORT);
  const session = connect(`http://${istiod}:${XDS_PORT}`, {
    createConnection: () => socket,
  });
  try {
    return await new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => {
        reject(new RigError(`istiod at ${istiod} sent no endpoints of ${envoyCluster}`));
      }, TIMEOUT_MILLISECONDS);
      session.on("error", reject);
      const stream = session.request({
        ":method": "POST",
        ":path": STREAM_PATH,
        "content-type": "application/grpc",
        te: "trailers",
      });
      let received = Buffer.alloc(0);
      stream.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        const message = firstMessage(received);
        if (message === undefined) return;
        clearTimeout(tooLate);
        resolve(endpointsIn(message));
      });
      stream.on("error", reject);
      stream.on("trailers", (trailers: IncomingHttpHeaders) => {
        reject(new RigError(`istiod refused: ${String(trailers["grpc-message"])}`));
      });
      stream.write(framed(discoveryRequest(viewer, envoyCluster)));
    });
  } finally {
    session.destroy();
    socket.destroy();
  }
}

function discoveryRequest(viewer: Viewer, envoyCluster: string): Buffer {
  const metadata = writeStruct({
    CLUSTER_ID: viewer.cluster,
    NETWORK: viewer.network,
    NAMESPACE: "sample",
    ISTIO_VERSION: VERSIONS.istio,
  });
  const node = Buffer.concat([
    writeField(1, "sidecar~10.89.0.1~probe.sample~sample.svc.cluster.local"),
    writeField(2, "probe"),
    writeField(3, metadata),
  ]);
  return Buffer.concat([
    writeField(2, node),
    writeField(3, envoyCluster),
    writeField(4, ENDPOINTS_TYPE),
  ]);
}

function framed(message: Buffer): Buffer {
  const header = Buffer.alloc(GRPC_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

function firstMessage(received: Buffer): Buffer | undefined {
  if (received.length < GRPC_HEADER) return undefined;
  const end = GRPC_HEADER + received.readUInt32BE(1);
  return received.length < end ? undefined : received.subarray(GRPC_HEADER, end);
}

/** DiscoveryResponse.resources, Any.value, ClusterLoadAssignment.endpoints, lb_endpoints, endpoint, address, socket_address. */
function endpointsIn(response: Buffer): readonly string[] {
  return messagesAtPath(response, 2, 2, 2, 2, 1, 1, 1)
    .map((address) => {
      const host = messagesAt(address, 2)[0]?.toString() ?? "";
      return `${host}:${String(numberAt(address, 3) ?? 0)}`;
    })
    .sort();
}
