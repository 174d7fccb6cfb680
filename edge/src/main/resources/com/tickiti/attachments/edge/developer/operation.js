import { noAnswer, send } from "./api.js";
import { byId, bytes, facts, make } from "./dom.js";
import { download } from "./download.js";
import { explain } from "./refusal.js";

const SHOWN_CHARS = 20_000;

/**
 * A form that calls an operation.
 *
 * @param {string} method
 * @param {string} path with its parameters in braces
 * @param {object} operation of the API description
 * @param acts what the page does about an error
 */
export function operationForm(method, path, operation, acts) {
  const inputs = inputsOf(operation);
  const answer = make("div", { class: "answer" });
  const status = make("p", { class: "status", role: "status" });
  const form = make("form", { autocomplete: "off", novalidate: true, "aria-label": `Try ${operation.operationId}` },
    make("h3", {}, "Try it"),
    make("div", { class: "inputs" }, inputs.map((input) => field(operation.operationId, input))),
    make("div", { class: "actions" }, make("button", {}, "Send")), status, answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = requestOf(method, path, inputs);
    if (operation.operationId === "downloadAttachment") {
      byId("download").scrollIntoView({ block: "start" }); // its answer may be too large for this page's own thread
      download(request.json);
    } else {
      perform(request, status, answer, { ...acts, again: ["Try again", () => form.requestSubmit()] });
    }
  });
  return form;
}

function inputsOf({ parameters = [], requestBody }) {
  const inputs = parameters.map(({ name, in: place, schema, example, description }) => ({ name, place, schema, example, description }));
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
    const place = type.startsWith("multipart") ? "form" : "json";
    inputs.push(...Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, place, schema: property, example: property.examples?.[0], description: property.description })));
    inputs.hasJson = place === "json";
  }
  return inputs;
}

function field(operation, input) {
  const id = `${operation}-${input.name}`;
  input.control = controlOf(input, id);
  return make("div", { class: "field" }, make("label", { for: id }, make("code", {}, input.name)), input.control);
}

function controlOf({ schema, example, description }, id) {
  if (schema.contentMediaType) return make("input", { id, type: "file" });
  const words = schema.items?.enum;
  if (words) return make("select", { id, multiple: true, size: words.length }, words.map((word) => make("option", {}, word)));
  const types = [schema.type].flat();
  const whole = types.includes("integer") && !types.includes("string");
  return make("input", { id, type: whole ? "number" : "text", min: schema.minimum, max: schema.maximum, spellcheck: "false",
    placeholder: example, title: description });
}

/** @returns {import("./api.js").ApiRequest} */
function requestOf(method, path, inputs) {
  const request = { method, path, headers: {} };
  const query = new URLSearchParams();
  if (inputs.hasJson) request.json = {};
  for (const { name, place, control } of inputs) {
    const value = valueOf(control);
    if (place === "path") request.path = request.path.replace(`{${name}}`, encodeURIComponent(value ?? ""));
    else if (value === undefined) continue;
    else if (place === "query") query.set(name, value);
    else if (place === "header") request.headers[name] = value;
    else if (place === "json") request.json[name] = value;
    else (request.form ??= []).push([name, value]);
  }
  if (method === "POST" && !request.json) request.form ??= [];
  if (query.size > 0) request.path += `?${query}`;
  return request;
}

function valueOf(control) {
  if (control.type === "file") return control.files[0];
  if (control.multiple) {
    const chosen = Array.from(control.selectedOptions, (option) => option.value);
    return chosen.length > 0 ? chosen : undefined;
  }
  if (control.value === "") return undefined;
  return control.type === "number" ? Number(control.value) : control.value;
}

async function perform(request, status, answer, acts) {
  status.textContent = "Asking…";
  answer.replaceChildren();
  try {
    const response = await send(request);
    const isJson = response.headers.get("Content-Type") === "application/json";
    status.textContent = `${response.status} ${response.statusText}`.trim();
    if (!isJson || request.method === "HEAD") {
      answer.replaceChildren(...(await bytesAnswer(request, response)));
      return;
    }
    const json = await response.json();
    answer.replaceChildren(json.ok ? pretty(json, `Answer of ${request.path}`) : explain({ status: response.status, json, retryAfter: Number(response.headers.get("Retry-After")) }, acts));
  } catch (problem) {
    status.textContent = "No answer.";
    answer.replaceChildren(explain(noAnswer(problem.message), acts));
  }
}

function pretty(json, label) {
  const text = JSON.stringify(json, null, 2);
  const shown = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}\n…` : text;
  return make("pre", { tabindex: "0", role: "region", "aria-label": label }, shown);
}

async function bytesAnswer(request, response) {
  const headers = facts(Array.from(response.headers, ([name, value]) => [name, make("code", {}, value)]));
  if (request.method === "HEAD" || response.status === 304) return [headers];
  const blob = await response.blob();
  const name = request.path.split("?")[0].split("/").pop();
  return [headers, make("p", {}, make("a", { href: URL.createObjectURL(blob), download: name, class: "button" }, `Save ${bytes(blob.size)}`))];
}
