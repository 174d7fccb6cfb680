import { announce, ask, headersOf, noAnswer } from "./api.js";
import { byId, bytes, exactBytes, facts, make } from "./dom.js";
import { preview } from "./preview.js";
import { explain } from "./refusal.js";

const PATH = "/api/v1/tickets/attachment";

let worker = null;
let current = null;
const urls = [];
let acts = {};

/** Makes the form work. @param {typeof acts} others what other parts of the page do about an error */
export function arrangeDownload(others) {
  acts = others;
  byId("download-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const request = { ticket_number: byId("download-ticket").value.trim(), response_attachment_id: byId("attachment").value.trim() };
    if (byId("review").checked) request.intent = "review_ok";
    download(request);
  });
  byId("cancel").addEventListener("click", () => {
    stop();
    say("Cancelled.");
  });
}

/** Fills the form and sends it. */
export function downloadAttachment(ticket, attachment) {
  byId("download-ticket").value = ticket;
  byId("attachment").value = attachment;
  byId("review").checked = false;
  byId("download-form").requestSubmit();
  byId("download").scrollIntoView({ block: "start" });
  byId("download-title").focus({ preventScroll: true });
}

/**
 * Downloads by the documented endpoint, in a worker.
 *
 * @param {object} request its body
 * @param {boolean} ranged whether to ask for ranges until the end of the file
 */
export function download(request, ranged = false) {
  stop();
  urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
  byId("download-answer").replaceChildren();
  current = request;
  begin(() => {
    worker = new Worker("/developer/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => REACTIONS[data.kind](data);
    worker.onerror = (event) => refused(noAnswer(event.message || "the worker could not be loaded"));
    worker.postMessage({ url: PATH, headers: headersOf({ json: request }), request, ranged });
  });
}

function goOn() {
  byId("download-answer").replaceChildren();
  begin(() => worker.postMessage({ again: true }));
}

function begin(act) {
  say("Downloading…");
  byId("cancel").hidden = false;
  act();
}

function stop() {
  worker?.terminate();
  worker = null;
  rest();
}

function rest() {
  byId("cancel").hidden = true;
  byId("download-progress").hidden = true;
}

const say = (text) => byId("download-status").replaceChildren(text);

const REACTIONS = {
  request: ({ request }) => announce({ method: "POST", path: PATH, json: request }),
  progress({ received, total }) {
    byId("download-progress").hidden = false;
    byId("progress").max = total;
    byId("progress").value = received;
    byId("progress-text").textContent = `${bytes(received)} of ${bytes(total)}`;
  },
  refused: (refusal) => refused(refusal),
  failed: ({ message, received }) => refused(noAnswer(message), received),
  done,
};

function refused(refusal, received = 0) {
  rest();
  const code = refusal.json.error;
  say(`Refused: ${code}.`);
  const again = received > 0 ? ["Go on", goOn] : ["Try again", () => download(current)];
  byId("download-answer").replaceChildren(explain(refusal, {
    ...acts,
    again,
    confirm: ["Confirm the review and download", confirmReview],
    ranges: ["Fetch it in ranges", () => download(current, true)],
    link: ["Make a link", makeLink],
  }));
}

function confirmReview() {
  byId("review").checked = true;
  download({ ...current, intent: "review_ok" });
}

async function makeLink() {
  const { offset, length, ...body } = current;
  const answer = await ask({ method: "POST", path: `${PATH}/link`, json: body });
  const { json } = answer;
  byId("download-answer").append(json.ok
    ? make("p", { class: "notice" }, make("a", { href: json.data.url, download: "" }, "Download by the link"),
      ` It needs no token, and ends at ${json.data.expires_at}.`)
    : explain(answer, acts));
}

async function done({ data, blob, sha256, received, requests }) {
  rest();
  const part = data.offset !== undefined && requests === 1 && received < data.file_size;
  const right = received === data.file_size && sha256 === data.sha256;
  say(part ? "A part has arrived." : right ? `${data.name}: arrived and verified.` : "The content is not what was promised. It is thrown away.");
  const answer = byId("download-answer");
  answer.replaceChildren(
    make("h3", {}, data.name || "(no name)"),
    verdict(part, right),
    facts([
      ["Type", data.mime_type],
      ["Size", exactBytes(data.file_size)],
      ["SHA-256", make("code", { class: "digest" }, data.sha256)],
      ["Inline", data.is_inline ? "yes" : "no"],
      ["Requests", String(requests)],
    ]));
  if (part || right) {
    const url = URL.createObjectURL(blob);
    urls.push(url);
    answer.append(
      make("div", { class: "actions" }, make("a", { href: url, download: part ? `${data.name}.part` : data.name, class: "button primary", id: "save" }, "Save the file")),
      await preview(blob, data, (made) => urls.push(made)));
  }
}

function verdict(part, right) {
  if (part) return make("p", {}, make("span", { class: "badge" }, "part"), " The digest is that of the whole file.");
  return right
    ? make("p", {}, make("span", { class: "badge good" }, "verified"), " Length and SHA-256 were computed here and are those that were promised.")
    : make("p", {}, make("span", { class: "badge bad" }, "wrong"), " Length or SHA-256 differ from what was promised.");
}
