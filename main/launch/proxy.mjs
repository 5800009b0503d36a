import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import { connect } from "node:tls";

/**
 * Whether a file can be downloaded through a proxy: opens a tunnel and requests the file's headers. Rejects if the proxy or the
 * server does not answer.
 * @param {string} proxy
 * @param {string} url of kind https
 * @param {AbortSignal} signal
 */
export async function isDownloadableThrough(proxy, url, signal) {
  const socket = await openTunnel(new URL(proxy), new URL(url), signal);
  if (socket === null) return false;
  const { hostname } = new URL(url);
  const secured = connect({ socket, servername: hostname });
  const request = https.request(url, { method: "HEAD", createConnection: () => secured, signal });
  request.end();
  const [response] = /** @type {[http.IncomingMessage]} */ (await once(request, "response"));
  response.resume();
  socket.destroy();
  // A download server may redirect to another.
  return (response.statusCode ?? 500) < 400;
}

/**
 * The tunnel through the proxy to a server; null if the proxy refuses.
 * @param {URL} proxy
 * @param {URL} server
 * @param {AbortSignal} signal
 * @returns {Promise<import("node:stream").Duplex | null>}
 */
async function openTunnel(proxy, server, signal) {
  const { request } = proxy.protocol === "https:" ? https : http;
  const { username, password } = proxy;
  const asking = request({
    hostname: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.port,
    method: "CONNECT",
    path: `${server.hostname}:${server.port === "" ? 443 : server.port}`,
    auth: username === "" ? null : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
    signal,
  });
  asking.end();
  const [{ statusCode }, socket] = /** @type {[http.IncomingMessage, import("node:stream").Duplex]} */ (
    await once(asking, "connect")
  );
  if (statusCode === 200) return socket;
  socket.destroy();
  return null;
}
