import { byId, button, exactBytes, facts, make, withCode } from "./dom.js";

/**
 * What a caller does about each error, in the order in which the checks are made. The acts name what
 * the page itself can do about it.
 */
export const WAYS_OUT = {
  unauthenticated: {
    status: "401",
    when: "The token is missing, malformed, unknown, expired or revoked.",
    way: "Send `Authorization: Bearer <id>|<secret>` with a token that is valid. An administrator makes one with `token create`.",
    acts: ["token"],
  },
  unsupported_media_type: {
    status: "415",
    when: "The body is not declared as what the endpoint takes.",
    way: "Send `Content-Type: application/json`, uncompressed; an upload is `multipart/form-data`.",
  },
  forbidden: {
    status: "403",
    when: "The token lacks the ability, its owner is not staff, or may not see the ticket's queue.",
    way: "Look at what the token may do. An administrator gives its owner the permission on the queue, or makes a token with `tickets:read`.",
    acts: ["checkToken"],
  },
  validation_failed: {
    status: "422",
    when: "A field is missing or has a wrong value; `errors` names each.",
    way: "Correct the fields that are named, and send the request again.",
  },
  not_found: {
    status: "404",
    when: "There is no such ticket, or no such attachment on it, or its stored file is missing.",
    way: "Take the ids from Show ticket. One answer stands for all of these cases, so that nothing can be learned from it.",
    acts: ["ticket"],
  },
  attachment_blocked: {
    status: "403",
    when: "An administrator has blocked the file type, by its name or by its bytes.",
    way: "No intent confirms it, and renaming does not help. Ask the sender for another format, or an administrator to change the rule for the type.",
  },
  attachment_review_required: {
    status: "403",
    when: "The file type needs a review before it is downloaded.",
    way: "If you trust the sender, confirm it: the same request with `\"intent\": \"review_ok\"`.",
    acts: ["confirm"],
  },
  attachment_too_large: {
    status: "413",
    when: "The whole of a file above 25 MiB was asked for at once.",
    way: "Ask for ranges with `offset` and `length` until `eof`, or make a link to the web download.",
    acts: ["ranges", "link"],
  },
  rate_limited: {
    status: "429",
    when: "A limit of the token or the address is reached.",
    way: "Wait as long as `Retry-After` says, then send the request again.",
    acts: ["again"],
  },
  unavailable: {
    status: "503",
    when: "The database or the file storage is away, or the service has too much to do.",
    way: "Wait as long as `Retry-After` says, then send the request again.",
    acts: ["again"],
  },
  internal: {
    status: "500",
    when: "The service failed, for example because a stored file is damaged.",
    way: "Give the request id to the operator, who finds the cause in the log.",
    acts: ["again"],
  },
  upload_too_large: {
    status: "413",
    when: "The uploaded file is larger than the service takes.",
    way: "Upload a smaller file, or ask the operator to raise `--max-upload-bytes`.",
  },
  request_too_large: {
    status: "413, 414, 431",
    when: "The body, the URL or the headers are too long.",
    way: "A JSON body may have 64 KiB.",
  },
  range_not_satisfiable: {
    status: "416",
    when: "The `Range` of a web download begins behind the end of the file.",
    way: "Take the size from `Content-Range`.",
  },
  method_not_allowed: { status: "405", when: "The path does not take this method.", way: "Use a method that the `Allow` header names." },
  request_timeout: { status: "408", when: "The request did not arrive in time.", way: "Send it again.", acts: ["again"] },
  bad_request: { status: "400, 417", when: "The HTTP message is malformed.", way: "Correct the client: the message says what is wrong." },
};

const NO_ANSWER = {
  way: "Bytes that have arrived are kept. Going on asks for the range that is missing.",
  acts: ["again"],
};

/** Fills the table of errors. */
export function listErrors() {
  byId("error-rows").append(...Object.entries(WAYS_OUT).map(([code, { status, when, way }]) =>
    make("tr", { id: `error-${code}` }, make("td", {}, status), make("th", { scope: "row" }, make("code", {}, code)),
      make("td", {}, withCode(when)), make("td", {}, withCode(way)))));
}

/** @typedef {{status: number, json: any, retryAfter: number}} Refusal */

/**
 * Explains a refusal and offers what can be done about it.
 *
 * @param {Refusal} refusal
 * @param {Record<string, [string, () => void]>} acts the text and the act of each button that the
 *   place offers; "again" is held back until Retry-After has passed
 */
export function explain({ status, json, retryAfter }, acts) {
  const known = status === 0 ? NO_ANSWER : WAYS_OUT[json.error];
  const buttons = (known?.acts ?? []).filter((name) => acts[name]).map((name) => {
    const [text, act] = acts[name];
    return name === "again" && retryAfter > 0 ? held(text, act, retryAfter) : button(text, act, { class: "primary", "data-act": name });
  });
  return make("div", { class: "refusal" },
    make("h3", {}, make("span", { class: "badge bad" }, status ? String(status) : "no answer"), " ", make("code", {}, json.error)),
    make("p", {}, json.message),
    fieldErrors(json.errors),
    known && make("p", {}, make("strong", {}, "Way out: "), withCode(known.way)),
    json.data?.file_size && facts([["Size", exactBytes(json.data.file_size)], ["Type", json.data.mime_type]]),
    buttons.length ? make("div", { class: "actions" }, buttons) : null,
    json.request_id && make("p", { class: "hint" }, "Request id ", make("code", {}, json.request_id)));
}

function fieldErrors(errors) {
  return errors && make("ul", {}, Object.entries(errors).map(([field, texts]) =>
    make("li", {}, make("code", {}, field), ": ", texts.join(" "))));
}

/** A button that can be pressed after some seconds. */
function held(text, act, seconds) {
  const wait = button(`${text} (in ${seconds} s)`, act, { class: "primary", disabled: true, "data-act": "again" });
  const timer = setInterval(() => {
    seconds--;
    wait.disabled = seconds > 0;
    wait.textContent = seconds > 0 ? `${text} (in ${seconds} s)` : text;
    if (seconds <= 0) clearInterval(timer);
  }, 1000);
  return wait;
}
