import { byId, make, withCode } from "./dom.js";
import { operationForm } from "./operation.js";

/** Shows every operation of the API description, each with a form. @param acts what the page does about an error */
export async function listOperations(acts) {
  try {
    const description = await (await fetch("/openapi.json")).json();
    byId("calls-intro").replaceChildren(description.info.description, " Made from ", make("a", { href: "/openapi.json" }, "/openapi.json"), ".");
    for (const [path, item] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        byId("operations").append(operationItem(description, method.toUpperCase(), path, operation, acts));
      }
    }
  } catch (problem) {
    byId("operations").replaceChildren(make("p", { class: "notice" }, `/openapi.json could not be read: ${problem.message}.`));
  }
}

function operationItem(description, method, path, operation, acts) {
  const details = make("details", { class: "card operation", id: operation.operationId },
    make("summary", {}, make("span", { class: `method ${method.toLowerCase()}` }, method), " ", make("code", {}, path), make("span", { class: "summary" }, operation.summary)));
  const fill = () => details.append(
    make("div", { class: "reading" },
      operation.description && make("p", {}, withCode(operation.description)),
      requestTable(operation),
      answerTables(operation),
      errorList(description, operation)),
    operationForm(method, path, operation, acts));
  details.addEventListener("toggle", fill, { once: true });
  return details;
}

function requestTable(operation) {
  const { parameters = [], requestBody } = operation;
  const rows = parameters.map((p) => [p.name, p.in, p.required, p.description]);
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      rows.push([name, type.startsWith("multipart") ? "form" : typeOf(field), schema.required?.includes(name), field.description]);
    }
  }
  return rows.length > 0 && table(operation, "Request", ["Field", "Type or place", "Required", "Meaning"],
    rows.map(([name, type, required, text]) => [make("code", {}, name), type, required ? "yes" : "", text ?? ""]));
}

function answerTables(operation) {
  return Object.entries(operation.responses).filter(([status]) => status < "300").map(([status, { content = {}, headers = {}, description }]) => {
    const schema = content["application/json"]?.schema;
    return schema
      ? table(operation, `Answer ${status}`, ["Field", "Type", "Meaning"],
        rowsOf(schema, "").map(([name, type, text]) => [make("code", {}, name), type, text]))
      : table(operation, `Answer ${status}: ${description}`, ["Header"], Object.keys(headers).map((name) => [make("code", {}, name)]));
  });
}

/** The fields of a schema, those of nested objects by their path. */
function rowsOf(schema, prefix) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = field.items?.properties ? field.items : field;
    const path = prefix + name + (inner === field ? "" : "[]");
    return [[path, typeOf(field), field.description ?? ""], ...rowsOf(inner, `${path}.`)];
  });
}

function typeOf({ type, items, enum: values }) {
  const names = [type ?? "any"].flat().join(" or ");
  const allowed = values ?? items?.enum;
  return allowed ? `${names}: ${allowed.join(", ")}` : names;
}

function errorList(description, { responses }) {
  const errors = Object.entries(responses).filter(([status]) => status >= "400").map(([status, response]) =>
    [status, (response.$ref ? description.components.responses[response.$ref.split("/").pop()] : response).description]);
  return [make("h3", {}, "Errors"), make("ul", { class: "errors" }, errors.map(([status, text]) => make("li", {}, make("strong", {}, status), " ", withCode(text))))];
}

function table({ operationId }, title, heads, rows) {
  return [make("h3", {}, title), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${operationId}: ${title}` },
    make("table", {},
      make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first), rest.map((cell) => make("td", {}, cell)))))))];
}
