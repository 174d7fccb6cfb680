import { ask, onRequest, token } from "./api.js";
import { byId, facts, make } from "./dom.js";
import { arrangeDownload } from "./download.js";
import { listOperations } from "./reference.js";
import { explain, listErrors } from "./refusal.js";
import { LANGUAGES, snippet } from "./snippets.js";
import { arrangeTicket } from "./thread.js";

/** What this page does about an error wherever it occurs: the text and the act of a button. */
const acts = {
  token: ["Enter another token", () => byId("token").focus()],
  checkToken: ["See what the token may do", () => {
    byId("token-form").requestSubmit();
    byId("token").focus();
  }],
  ticket: ["Find the ids with Show ticket", () => byId("ticket").focus()],
};

let shown = { method: "POST", path: "/api/v1/tickets/attachment", json: { ticket_number: "220009", response_attachment_id: "14494" } };

function showCode() {
  const language = document.querySelector("input[name=language]:checked").value;
  byId("snippet").firstElementChild.textContent = snippet(language, shown, location.origin);
  byId("copied").textContent = "";
}

function arrangeCode() {
  for (const [i, language] of LANGUAGES.entries()) {
    byId("languages").append(make("label", {}, make("input", { type: "radio", name: "language", value: language, checked: i === 0, onchange: showCode }), language));
  }
  byId("copy").hidden = !navigator.clipboard; // which browsers offer in secure contexts only
  byId("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(byId("snippet").textContent);
    byId("copied").textContent = "Copied.";
  });
  onRequest((request) => {
    shown = request;
    byId("code-of").replaceChildren("The last request: ", make("code", {}, `${request.method} ${request.path}`),
      ". The token is read from the environment variable ", make("code", {}, "ATTACHMENTS_TOKEN"), ".");
    showCode();
  });
  showCode();
}

function arrangeToken() {
  byId("token-visible").addEventListener("change", ({ target }) => (byId("token").type = target.checked ? "text" : "password"));
  byId("token-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await ask({ method: "POST", path: "/api/v1/token", json: {} });
    byId("token-answer").replaceChildren(answer.json.ok ? described(answer.json.data) : explain(answer, { ...acts, checkToken: undefined }));
  });
}

function described({ description, abilities, owner, expires_at }) {
  return facts([
    ["Description", description || "none"],
    ["Abilities", abilities.join(", ") || "none"],
    ["Owner", `${owner.email} (${owner.is_staff ? "staff" : "not staff"})`],
    ["Expires", expires_at ?? "never"],
  ]);
}

arrangeToken();
arrangeTicket(acts);
arrangeDownload(acts);
arrangeCode();
listErrors();
listOperations(acts);
if (!token()) byId("token").focus({ preventScroll: true });
