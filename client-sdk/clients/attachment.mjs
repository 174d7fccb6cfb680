#!/usr/bin/env node
// Downloads one attachment of a ticket in constant memory, with Node 18 or newer or in a browser and nothing else.
// The bytes go to OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server
// promised. A download that was cut is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
// In a browser, import download() and give it a sink, such as a FileSystemWritableFileStream; close that at the end.
const USAGE = "usage: ATTACHMENTS_TOKEN=TOKEN attachment.mjs [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT";
const [RANGE_BYTES, ATTEMPTS] = [25 * 1024 * 1024, 5]; // the longest range that is served; without a new byte in between
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; // of base64
const VALUES = Uint8Array.from({ length: 256 }, (_, code) => DIGITS.indexOf(String.fromCharCode(code))); // 255 for others

/** Stale: the bytes written so far are of no use. Retry: another attempt may succeed, after wait seconds. */
export class Failed extends Error {
  constructor(message, { stale = false, retry = false, wait = 0 } = {}) {
    Object.assign(super(message), { stale, retry, wait });
  }
}

const expect = (condition, message, kind) => condition || (() => { throw new Failed(message, kind); })();
const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && ![2, 3, 5, 7, 11, 13, 17].some((p) => p < n && n % p === 0));
const CUBE_ROOTS = Int32Array.from(PRIMES, (p) => (Math.cbrt(p) % 1) * 2 ** 32);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

/** SHA-256 of bytes that come in pieces (FIPS 180-4), which browsers do not offer. */
export class Sha256 {
  state = Int32Array.from(PRIMES.slice(0, 8), (p) => (Math.sqrt(p) % 1) * 2 ** 32);
  block = new DataView(new ArrayBuffer(64));
  w = new Int32Array(64);
  length = 0;
  update(bytes) {
    for (let i = 0; i < bytes.length; i++) {
      this.block.setUint8(this.length % 64, bytes[i]);
      if (++this.length % 64 === 0) this.compress();
    }
  }
  digest() {
    const bits = this.length * 8;
    this.update([0x80, ...new Uint8Array((119 - (this.length % 64)) % 64)]);
    this.block.setUint32(56, bits / 2 ** 32);
    this.block.setUint32(60, bits);
    this.compress();
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
  compress() {
    const { w, state } = this;
    for (let i = 0; i < 16; i++) w[i] = this.block.getInt32(i * 4);
    for (let i = 16; i < 64; i++) {
      const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      w[i] = w[i - 16] + s0 + w[i - 7] + (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10));
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

/**
 * Writes an attachment's bytes to a sink and answers its metadata. The sink's write(Uint8Array) may return a promise;
 * the array is used again after it. Of bytes that the sink has already, hash has had each and written is the number.
 */
export async function download({ url, token, ticket, attachment, confirmReview, sink, hash = new Sha256(), written = 0 }) {
  const request = { ticket_number: ticket, response_attachment_id: attachment, intent: confirmReview ? "review_ok" : undefined };
  const bytes = new Uint8Array(64 * 1024);
  let [ranged, data, failures] = [written > 0, null, 0];
  async function write(piece) {
    expect(written + piece.length <= data.file_size, "the file is longer than the server promised", { stale: true });
    await sink.write(piece);
    hash.update(piece);
    written += piece.length;
  }

  async function receive(reader) {
    const read = async () => (await reader.read()).value ?? expect(false, "the connection was cut", { retry: true });
    let [head, mark] = [new Uint8Array(), null];
    while (!(mark = /"content_base64"\s*:\s*"/.exec(new TextDecoder("latin1").decode(head)))) {
      head = Uint8Array.of(...head, ...(await read()));
      expect(head.length < 2 ** 20, "the answer has no content_base64");
    }
    const next = JSON.parse(new TextDecoder().decode(head.subarray(0, mark.index)) + '"content_base64":""}}').data;
    expect(next.sha256 === (data ?? next).sha256, "the attachment has changed meanwhile", { stale: true });
    expect(!ranged || next.offset === written, "the answer is not the range that was asked for");
    data = next;
    let [value, bits, end] = [0, 0, false];
    for (let piece = head.subarray(mark.index + mark[0].length); ; piece = await read()) {
      for (let i = 0, used = 0; i <= piece.length && !end; i++) {
        const digit = VALUES[piece[i]];
        if (digit < 64) value = ((value << 6) | digit) & 0xffff;
        if (digit < 64 && (bits += 6) >= 8) bytes[used++] = value >> (bits -= 8);
        end = piece[i] === 34; // a quote
        if (used === bytes.length || end || i === piece.length) await write(bytes.subarray(0, used));
        if (used === bytes.length) used = 0;
      }
      if (end) return data.eof ?? true;
    }
  }

  async function refused(response) {
    const answer = await response.json().catch(() => ({}));
    if (response.status === 413 && answer.data?.ranged && !ranged) return void (ranged = true);
    const id = answer.request_id ?? response.headers.get("X-Request-Id");
    const errors = answer.errors ? ` ${JSON.stringify(answer.errors)}` : "";
    const message = `${answer.error}: ${answer.message}${errors} (status ${response.status}, request id ${id})`;
    const [retry, wait] = [[429, 502, 503, 504].includes(response.status), Number(response.headers.get("Retry-After")) || 0];
    throw new Failed(message, { retry, wait, stale: !!answer.errors?.offset });
  }

  for (let done = false; !done; ranged ||= written > 0) {
    const [before, was] = [written, ranged];
    let problem = new Failed("the answer was empty");
    try {
      const body = JSON.stringify(ranged ? { ...request, offset: written, length: RANGE_BYTES } : request);
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const response = await fetch(url.replace(/\/*$/, "/api/v1/tickets/attachment"), { method: "POST", headers, body, redirect: "error" });
      done = await (response.status === 200 ? receive(response.body.getReader()) : refused(response));
    } catch (e) {
      if (!((problem = e).retry ?? e instanceof TypeError)) throw e; // fetch's own errors are TypeErrors
    }
    failures = done || written > before || ranged !== was ? 0 : failures + 1;
    expect(failures < ATTEMPTS, `given up after ${failures} attempts: ${problem.cause?.message ?? problem.message}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(60, failures + (problem.wait ?? 0))));
  }
  expect(written === data.file_size && hash.digest("hex") === data.sha256, "length or SHA-256 is not as promised", { stale: true });
  return data;
}

async function main([...args]) {
  const [fs, { createHash }] = [await import("node:fs"), await import("node:crypto")];
  const [confirmReview, token] = [args[0] === "--confirm-review" && !!args.shift(), process.env.ATTACHMENTS_TOKEN];
  if (args.length !== 4 || !token) return console.error(USAGE), 2;
  const [url, ticket, attachment, output, part = `${output}.part`] = args;
  for (let [again, written] = [true, 0]; ; again = false, written = 0) {
    try {
      const [file, hash] = [fs.openSync(part, "a+"), createHash("sha256")];
      for await (const piece of fs.createReadStream(part)) hash.update(piece), (written += piece.length);
      const sink = { write: (bytes) => fs.writeFileSync(file, bytes) };
      const { sha256 } = await download({ url, token, ticket, attachment, confirmReview, sink, hash, written });
      fs.renameSync(part, output);
      return console.log(`${sha256}  ${output}`), 0;
    } catch (e) {
      if (fs.existsSync(part) && (e.stale || !fs.statSync(part).size)) fs.rmSync(part);
      if (!again || !e.stale || !written) return console.error(`attachment.mjs: ${e.message}`), 1;
    }
  }
}

const script = globalThis.process?.versions?.node && process.argv[1];
if (script && import.meta.url === (await import("node:url")).pathToFileURL(script).href) process.exitCode = await main(process.argv.slice(2));
