import { ask } from "./api.js";
import { button, byId, bytes, facts, make } from "./dom.js";
import { downloadAttachment } from "./download.js";
import { explain } from "./refusal.js";

const PATH = "/api/v1/tickets/show";
const MAX_BODY_CHARS = 2000;
const SHOWN_AT_ONCE = 50;

/** Makes the form work that shows a ticket. @param acts what the page does about an error */
export function arrangeTicket(acts) {
  byId("ticket-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    byId("ticket-status").replaceChildren("Asking…");
    byId("ticket-answer").replaceChildren();
    const json = { ticket_number: byId("ticket").value.trim(), fields: ["plain_text", "attachments"], max_body_chars: MAX_BODY_CHARS };
    const answer = await ask({ method: "POST", path: PATH, json });
    if (answer.json.ok) {
      show(answer.json.data);
    } else {
      byId("ticket-status").replaceChildren(`Refused: ${answer.json.error}.`);
      byId("ticket-answer").replaceChildren(explain(answer, {
        ...acts, ticket: undefined, again: ["Try again", () => byId("ticket-form").requestSubmit()],
      }));
    }
  });
}

function show({ ticket, responses }) {
  const files = responses.reduce((sum, response) => sum + response.attachments.length, 0);
  byId("ticket-status").replaceChildren(`Ticket ${ticket.number}: ${count(responses.length, "response")}, ${count(files, "attachment")}.`);
  const list = make("ol", { class: "responses" });
  const more = button("", () => append(), { class: "quiet", hidden: true });
  let shown = 0;
  function append() {
    const next = responses.slice(shown, shown + SHOWN_AT_ONCE);
    list.append(...next.map((response) => responseItem(ticket.number, response)));
    shown += next.length;
    more.hidden = shown === responses.length;
    more.textContent = `Show more (${responses.length - shown} left)`;
  }
  append();
  byId("ticket-answer").replaceChildren(
    make("h3", {}, ticket.subject || "(no subject)"),
    facts([["Id", ticket.id], ["Status", ticket.status], ["From", ticket.originator_email], ["Assigned to", ticket.assigned_to_email ?? "nobody"]]),
    list, more);
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function responseItem(ticket, response) {
  const marks = [["is_pinned", "pinned"], ["is_internal", "internal"], ["staff_response", "staff"]].filter(([field]) => response[field]);
  return make("li", {},
    make("p", { class: "who" }, response.created_by_email || "unknown", " ",
      make("time", { datetime: response.created_at }, response.created_at.slice(0, 16).replace("T", " ")),
      marks.map(([, text]) => make("span", { class: "badge" }, text)), make("span", { class: "id" }, `response ${response.id}`)),
    make("p", { class: "words" }, response.plain_text + (response.plain_text_truncated ? "…" : "")),
    response.attachments.length > 0 && make("ul", { class: "files" }, response.attachments.map((file) => fileItem(ticket, file))));
}

function fileItem(ticket, file) {
  return make("li", {},
    make("div", { class: "file" }, make("bdi", { class: "file-name" }, file.name),
      make("span", { class: "hint" }, `${bytes(file.file_size)} · ${file.mime_type} · id ${file.id}${file.is_inline ? " · inline" : ""}`)),
    button("Download", () => downloadAttachment(ticket, file.id), { class: "quiet", "data-attachment": file.id, "aria-label": `Download ${file.name}, id ${file.id}` }));
}
