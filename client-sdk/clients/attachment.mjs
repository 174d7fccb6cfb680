#!/usr/bin/env node
// Downloads one attachment of a ticket in constant memory, with Node 18 or newer or in a browser and nothing else.
// The bytes go to OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server
// promised. A download that was cut is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
// In a browser, import download() and give it a sink, such as a FileSystemWritableFileStream; close that at the end.
const USAGE = "usage: ATTACHMENTS_TOKEN=TOKEN attachment.mjs [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT";
const [RANGE_BYTES, ATTEMPTS] = [25 * 1024 * 1024, 5]; // the longest range that is served; without a new byte in between
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; // of base64
const VALUES = Uint8Array.from({ length: 256 }, (_, code) => DIGITS.indexOf(String.fromCharCode(code))); // 255 for others
const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && ![2, 3, 5, 7, 11, 13, 17].some((p) => p < n && n % p === 0));
const CUBE_ROOTS = Int32Array.from(PRIMES, (p) => (Math.cbrt(p) % 1) * 2 ** 32);
const turn = (x, n) => (x >>> n) | (x << (32 - n));
/** Kinds: stale, where the bytes written so far are of no use; retry, where another attempt may succeed, after wait seconds. */
const failure = (message, kind) => Object.assign(new Error(message), kind);
const expect = (condition, message, kind) => condition || (() => { throw failure(message, kind); })();
const retry = (e) => expect(false, e.cause?.message ?? e.message, { retry: true });
const bytes = new Uint8Array(64 * 1024);
/** Decodes the next digits of base64, up to a quote. Bits that are not yet a byte stay in rest. */
function decode(text, rest) {
  let [{ value, bits }, used, i] = [rest, 0, 0];
  for (; i < text.length && text[i] !== 34; i++) {
    if (VALUES[text[i]] > 63) continue; // padding, and the backslash of an escaped slash
    value = ((value << 6) | VALUES[text[i]]) & 0xffff;
    if ((bits += 6) >= 8) bytes[used++] = value >> (bits -= 8);
  }
  return Object.assign(rest, { value, bits, end: i < text.length }), bytes.subarray(0, used);
}
/** SHA-256 of bytes that come in pieces (FIPS 180-4), which browsers do not offer. */
export class Sha256 {
  state = Int32Array.from(PRIMES.slice(0, 8), (p) => (Math.sqrt(p) % 1) * 2 ** 32);
  block = new DataView(new ArrayBuffer(64));
  w = new Int32Array(64);
  length = 0;
  update(bytes) {
    for (const byte of bytes) if ((this.block.setUint8(this.length % 64, byte), ++this.length % 64 === 0)) this.compress();
  }
  digest() {
    const bits = this.length * 8;
    this.update([0x80, ...new Uint8Array((119 - (this.length % 64)) % 64)]);
    this.block.setBigUint64(56, BigInt(bits));
    this.compress();
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
  compress() {
    const { w, state } = this;
    for (let i = 0; i < 16; i++) w[i] = this.block.getInt32(i * 4);
    for (let i = 16; i < 64; i++) {
      const [x, y] = [w[i - 15], w[i - 2]];
      w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CUBE_ROOTS[i] + w[i]) | 0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      (h = g), (g = f), (f = e), (e = (d + t1) | 0), (d = c), (c = b), (b = a), (a = (t1 + t2) | 0);
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i] += x));
  }
}
async function withFetch(url, headers, body) {
  const response = await fetch(url, { method: "POST", headers, body, redirect: "error" });
  const reader = response.body.getReader();
  return { status: response.status, header: (name) => response.headers.get(name), read: async () => (await reader.read()).value };
}
/** In Node, where fetch alone takes 40 MiB, and where the buffers of what was read are freed late unless asked for. */
async function withNode(url, headers, body) {
  const [http, v8, vm] = [await import(`node:${url.split(":")[0]}`), await import("node:v8"), await import("node:vm")];
  v8.setFlagsFromString("--expose-gc");
  const [collect, request] = [vm.runInNewContext("gc"), http.request(url, { method: "POST", headers, agent: false }).end(body)];
  request.setTimeout(60000, () => request.destroy(new Error("nothing came for 60 s")));
  const response = await new Promise((resolve, reject) => request.on("response", resolve).on("error", reject));
  let [count, pieces] = [0, response[Symbol.asyncIterator]()];
  const read = async () => (++count % 4 || collect({ type: "minor" }), (await pieces.next()).value);
  return { status: response.statusCode, header: (name) => response.headers[name], read };
}
/**
 * Writes an attachment's bytes to a sink and answers its metadata. The sink's write(Uint8Array) may return a promise;
 * the array is used again after it. Of bytes that the sink has already, hash has had each and written is the number.
 */
export async function download({ url, token, ticket, attachment, confirmReview, sink, hash = new Sha256(), written = 0, post = withFetch }) {
  const request = { ticket_number: ticket, response_attachment_id: attachment, intent: confirmReview ? "review_ok" : undefined };
  let [ranged, data, failures] = [written > 0, null, 0];
  async function receive(response) {
    const read = async () => (await response.read().catch(retry)) ?? retry(new Error("the connection was cut"));
    let [head, mark] = [new Uint8Array(), null];
    while (!(mark = /"content_base64"\s*:\s*"/.exec(new TextDecoder("latin1").decode(head)))) {
      const [before, piece] = [head, await read()];
      (head = new Uint8Array(before.length + piece.length)).set(before);
      head.set(piece, before.length);
      expect(head.length < 2 ** 20, "the answer has no content_base64");
    }
    const next = JSON.parse(new TextDecoder().decode(head.subarray(0, mark.index)) + '"content_base64":""}}').data;
    expect(next.sha256 === (data ?? next).sha256, "the attachment has changed meanwhile", { stale: true });
    expect(!ranged || next.offset === written, "the answer is not the range that was asked for");
    data = next;
    const rest = { value: 0, bits: 0, end: false };
    for (let piece = head.subarray(mark.index + mark[0].length); ; piece = await read()) {
      for (let i = 0, part; i < piece.length && !rest.end && (part = decode(piece.subarray(i, i + bytes.length), rest)); i += bytes.length) {
        expect(written + part.length <= data.file_size, "the file is longer than the server promised", { stale: true });
        await sink.write(part);
        hash.update(part);
        written += part.length;
      }
      if (rest.end) return data.eof ?? true;
    }
  }
  async function refused(response) {
    let [text, answer] = ["", {}];
    for (let piece; (piece = await response.read().catch(retry)); ) text += new TextDecoder().decode(piece);
    if (text.startsWith("{")) answer = JSON.parse(text);
    if (response.status === 413 && answer.data?.ranged && !ranged) return void (ranged = true);
    const details = `${JSON.stringify(answer.errors) ?? ""} (status ${response.status}, request id ${response.header("x-request-id")})`;
    const [again, wait] = [[429, 502, 503, 504].includes(response.status), Number(response.header("retry-after")) || 0];
    throw failure(`${answer.error}: ${answer.message} ${details}`, { retry: again, wait, stale: !!answer.errors?.offset });
  }
  for (let done = false; !done; ranged ||= written > 0) {
    const before = written + ranged;
    let problem = failure("the answer was empty");
    const body = JSON.stringify(ranged ? { ...request, offset: written, length: RANGE_BYTES } : request);
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = post(url.replace(/\/*$/, "/api/v1/tickets/attachment"), headers, body).catch(retry);
    done = await answer.then((response) => (response.status === 200 ? receive(response) : refused(response))).catch((e) => { if (!(problem = e).retry) throw e; });
    failures = done || written + ranged > before ? 0 : failures + 1;
    expect(failures < ATTEMPTS, `given up after ${failures} attempts: ${problem.message}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(60, failures + (problem.wait ?? 0))));
  }
  expect(written === data.file_size && hash.digest("hex") === data.sha256, "length or SHA-256 is not as promised", { stale: true });
  return data;
}
async function main(arguments_) {
  const [fs, { createHash }] = [await import("node:fs"), await import("node:crypto")];
  const [confirmReview, token] = [arguments_[0] === "--confirm-review", process.env.ATTACHMENTS_TOKEN];
  const [url, ticket, attachment, output] = arguments_.slice(confirmReview ? 1 : 0);
  if (!output || !token) return console.error(USAGE), 2;
  let [part, hash, written, file] = [`${output}.part`, createHash("sha256"), 0, null];
  try {
    file = fs.openSync(part, "a+");
    for (let n; (n = fs.readSync(file, bytes, 0, bytes.length, written)); written += n) hash.update(bytes.subarray(0, n));
    const [sink, post] = [{ write: (piece) => fs.writeFileSync(file, piece) }, withNode];
    const { sha256 } = await download({ url, token, ticket, attachment, confirmReview, sink, hash, written, post });
    fs.renameSync(part, output);
    return console.log(`${sha256}  ${output}`), 0;
  } catch (e) {
    if (file && (e.stale || !fs.fstatSync(file).size)) fs.rmSync(part);
    if (e.stale && written) return main(arguments_); // what an earlier run has left was of another file
    return console.error(`attachment.mjs: ${e.message}`), 1;
  }
}
const script = globalThis.process?.versions?.node && process.argv[1];
if (script && import.meta.url === (await import("node:url")).pathToFileURL(script).href) process.exit(await main(process.argv.slice(2)));
