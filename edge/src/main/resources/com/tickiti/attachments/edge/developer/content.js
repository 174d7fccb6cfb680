const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = Uint8Array.from({ length: 256 }, (_, code) => DIGITS.indexOf(String.fromCharCode(code))); // 255 for others
const CONTENT = /"content_base64"\s*:\s*"/;
const QUOTE = 34;
const MAX_HEAD_BYTES = 2 ** 20;

/** Decodes base64 that comes in pieces, up to the quote that ends its JSON string. */
class Base64Decoder {
  ended = false;
  #value = 0;
  #bits = 0;

  /** @param {Uint8Array} text */
  decode(text) {
    const out = new Uint8Array(Math.ceil(text.length / 4) * 3 + 3);
    let [used, value, bits] = [0, this.#value, this.#bits];
    for (const code of text) {
      const digit = VALUES[code];
      if (digit < 64) {
        value = ((value << 6) | digit) & 0xffff;
        bits += 6;
        if (bits >= 8) {
          bits -= 8;
          out[used++] = value >> bits;
        }
      } else if (code === QUOTE) {
        this.ended = true;
        break;
      } // else padding, or the backslash of an escaped slash
    }
    [this.#value, this.#bits] = [value, bits];
    return out.subarray(0, used);
  }
}

/**
 * Reads the answer of a download while it arrives, so that memory and pauses stay small whatever its
 * size: content_base64 is its last field.
 *
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader of the body of a 200
 * @param {(data: object) => void} onData takes the metadata, before the first bytes
 * @param {(bytes: Uint8Array) => void} onBytes takes the content, piece by piece
 * @throws {Error} where the answer ends before its content does
 */
export async function readContent(reader, onData, onBytes) {
  const read = async () => {
    const { value, done } = await reader.read();
    if (done) throw new Error("the connection was cut");
    return value;
  };
  let head = new Uint8Array();
  let mark = null;
  while (!mark) {
    const piece = await read();
    const longer = new Uint8Array(head.length + piece.length);
    longer.set(head);
    longer.set(piece, head.length);
    head = longer;
    mark = CONTENT.exec(new TextDecoder("latin1").decode(head.subarray(0, MAX_HEAD_BYTES)));
    if (!mark && head.length > MAX_HEAD_BYTES) throw new Error("the answer has no content_base64");
  }
  onData(JSON.parse(new TextDecoder().decode(head.subarray(0, mark.index)) + '"content_base64":""}}').data);
  const decoder = new Base64Decoder();
  for (let piece = head.subarray(mark.index + mark[0].length); ; piece = await read()) {
    onBytes(decoder.decode(piece));
    if (decoder.ended) break;
  }
  while (!(await reader.read()).done); // so that the connection can be used again
}
