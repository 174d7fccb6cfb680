import { readContent } from "./content.js";
import { Sha256 } from "./sha256.js";

// Downloads one attachment beside the page, which so stays responsive.
//
// In: {url, headers, request, ranged}, and after {kind: "failed"} {again: true}, which goes on by ranges.
// Out: {kind: "request", request} | {kind: "progress", received, total} | {kind: "refused", status, json, retryAfter}
//   | {kind: "failed", message, received} | {kind: "done", data, blob, sha256, requests}

const RANGE_BYTES = 8 * 1024 * 1024; // a cut costs at most this
const PIECE_BYTES = 1024 * 1024; // handed to the browser, which may keep it on disk
const REPORT_MILLIS = 100;

let task;
const hash = new Sha256();
const parts = [];
let pending = [];
let pendingBytes = 0;
let [received, requests, reported] = [0, 0, 0];
let data = null;

onmessage = async ({ data: message }) => {
  task = message.again ? { ...task, ranged: true } : message;
  try {
    while (!(await requestOnce()));
  } catch (problem) {
    flush();
    postMessage({ kind: "failed", message: problem.message, received });
  }
};

/** Sends one request. True when there is nothing left to ask for. */
async function requestOnce() {
  const request = task.ranged ? { ...task.request, offset: received, length: RANGE_BYTES } : task.request;
  postMessage({ kind: "request", request });
  requests++;
  const response = await fetch(task.url, { method: "POST", headers: task.headers, body: JSON.stringify(request), redirect: "error" });
  if (response.status !== 200) {
    postMessage({ kind: "refused", status: response.status, json: await response.json(), retryAfter: Number(response.headers.get("Retry-After")) });
    return true;
  }
  await readContent(response.body.getReader(), expectSameFile, take);
  if (data.eof === false && task.ranged) return false;
  flush();
  postMessage({ kind: "done", data, blob: new Blob(parts, { type: "application/octet-stream" }), sha256: hash.hex(), received, requests });
  return true;
}

function expectSameFile(next) {
  if (data && data.sha256 !== next.sha256) throw new Error("the attachment has changed meanwhile");
  if (task.ranged && next.offset !== received) throw new Error("the answer is not the range that was asked for");
  data = next;
}

function take(bytes) {
  hash.update(bytes);
  pending.push(bytes);
  pendingBytes += bytes.length;
  received += bytes.length;
  if (pendingBytes >= PIECE_BYTES) flush();
  if (performance.now() - reported > REPORT_MILLIS) {
    reported = performance.now();
    postMessage({ kind: "progress", received, total: data.file_size });
  }
}

function flush() {
  parts.push(new Blob(pending));
  [pending, pendingBytes] = [[], 0];
}
