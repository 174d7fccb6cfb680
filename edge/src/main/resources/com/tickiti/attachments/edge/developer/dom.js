/**
 * Makes an element. Children may be in arrays; strings become text and never markup; null, undefined and
 * false are left out. An attribute whose name begins with "on" is a listener, true is an attribute without a
 * value, false and null are none.
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** The element with an id that index.html has. */
export const byId = (id) => document.getElementById(id);

/** A list of names and values; a value may be an element. */
export function facts(pairs) {
  return make("dl", { class: "facts" }, pairs.map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

/** A button that is no submit button. */
export function button(text, act, attributes = {}) {
  return make("button", { type: "button", onclick: act, ...attributes }, text);
}

/** Text in which what stands between backticks is code. */
export function withCode(text) {
  return text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
}

/** A number of bytes for a person who wants it exactly. */
export const exactBytes = (count) => (count < 1024 ? bytes(count) : `${bytes(count)} (${count.toLocaleString("en")} bytes)`);

/** A number of bytes for a person. */
export function bytes(count) {
  if (count < 1024) return `${count} bytes`;
  const [unit, size] = count < 1024 ** 2 ? ["KiB", 1024] : count < 1024 ** 3 ? ["MiB", 1024 ** 2] : ["GiB", 1024 ** 3];
  return `${(count / size).toFixed(1)} ${unit}`;
}
