// Serves a cell: page, target and all else on the ports of cell.json, on this machine alone.
// Start it with `node server.mjs`; it needs nothing but node.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const cell = JSON.parse(read("cell.json"));
const page = read("page.html");
let marker = cell.marker;
let log = [];

// A marker like the one in the lines, so that no text changes its length.
function newMarker() {
  const digit = () => Math.floor(Math.random() * 16).toString(16);
  return `${digit()}-${digit()}.${digit()}`;
}

// Fields are written as octets: node's own functions refuse some that are tested.
function answer(socket, { status, headers = [], lines = [], body = "", type = "text/plain" }) {
  const hasBody = status !== 204 && status !== 304;
  const fields = [
    ["content-type", `${type}; charset=utf-8`],
    ["cache-control", "no-store"],
    ["connection", "close"],
    ...(hasBody ? [["content-length", Buffer.byteLength(body)]] : []),
    ...headers,
    ...lines.map((line) => [cell.set_cookie, line.replaceAll(cell.marker, marker)]),
  ];
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(Buffer.from(`HTTP/1.1 ${status} Answered\r\n${head}\r\n${hasBody ? body : ""}`));
}

function handle(request, response) {
  const { method, socket } = request;
  const path = request.url.split("?")[0];
  const { paths, set_by, then_by } = cell;
  if (path === "/cell.json") {
    answer(socket, { status: 200, body: JSON.stringify(cell), type: "application/json" });
  } else if (path === "/reset") {
    [marker, log] = [newMarker(), []];
    answer(socket, { status: 200, body: JSON.stringify({ marker }), type: "application/json" });
  } else if (path === "/log") {
    answer(socket, { status: 200, body: JSON.stringify({ log }), type: "application/json" });
  } else if ([paths.set, paths.then, paths.echo].includes(path)) {
    log.push({ method, path, cookie: request.headers.cookie ?? "" });
    if (method === "OPTIONS") return answer(socket, cell.preflight);
    const lines = [];
    if (path === paths.set && set_by !== "script") lines.push(cell.line);
    if (path === paths.then && then_by !== "script" && cell.then !== null) lines.push(cell.then);
    answer(socket, { ...cell.response, lines, body: "asked" });
  } else if ([paths.page, paths.probe].includes(path)) {
    answer(socket, { status: 200, body: page, type: "text/html" });
  } else {
    answer(socket, { status: 404 });
  }
}

for (const port of cell.ports) {
  for (const host of ["127.0.0.1", "::1"]) {
    const server = createServer(handle);
    server.on("error", (error) => console.error(`not listening on ${host}: ${error.message}`));
    server.listen(port, host);
  }
}
console.log(`open ${cell.page}${cell.paths.page}`);
