// A TLS proxy in front of an API server, which it serves under a path, as Rancher does. Says who asked, one user agent a line.
// node path-proxy.mjs SETTINGS: {"key","cert","ca","upstream","path","host","port"} as JSON.
import { createServer, request, Agent } from "node:https";

const { key, cert, ca, upstream, path, host, port } = JSON.parse(process.argv[2]);
const to = new URL(upstream);
const agent = new Agent({ keepAlive: true, ca });
createServer({ key, cert }, (incoming, response) => {
  const { url, method, headers } = incoming;
  console.log(headers["user-agent"]);
  if (!url.startsWith(`${path}/`)) {
    response.writeHead(404).end("login");
    return;
  }
  const { host: _, ...kept } = headers;
  const place = { host: to.hostname, port: to.port, path: url.slice(path.length), agent };
  const outgoing = request({ ...place, method, headers: kept }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    // A watch may have nothing to say for minutes; its client waits for the headers.
    response.flushHeaders();
    answer.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}).listen(port, host, () => {
  console.log("listening");
});
