import { byId } from "./dom.js";

/** The token as it stands in its field; nothing else keeps it. */
export const token = () => byId("token").value.trim();

const listeners = [];

/** Calls listener with each request that is about to be sent. */
export const onRequest = (listener) => listeners.push(listener);

/**
 * A request of the API, as it is sent and as it is shown as code.
 *
 * @typedef {{method: string, path: string, json?: object, form?: [string, string | File][],
 *   headers?: Record<string, string>}} ApiRequest
 */

/** Shows a request that is about to be sent. @param {ApiRequest} request */
export function announce(request) {
  for (const listener of listeners) listener(request);
}

/** The headers of a request, with the token if there is one. @param {ApiRequest} request */
export function headersOf(request) {
  return {
    ...request.headers,
    ...(token() && { Authorization: `Bearer ${token()}` }),
    ...(request.json && { "Content-Type": "application/json" }),
  };
}

/** Sends a request and answers its response. @param {ApiRequest} request */
export function send(request) {
  announce(request);
  return fetch(request.path, { method: request.method, headers: headersOf(request), body: bodyOf(request), redirect: "error" });
}

/**
 * Sends a request whose answer is JSON.
 *
 * @param {ApiRequest} request
 * @returns {Promise<{status: number, json: any, retryAfter: number}>} status 0 where none came
 */
export async function ask(request) {
  try {
    const response = await send(request);
    return { status: response.status, json: await response.json(), retryAfter: Number(response.headers.get("Retry-After")) };
  } catch (problem) {
    return noAnswer(problem.message);
  }
}

/** What stands for an answer where none came. */
export function noAnswer(reason) {
  return { status: 0, json: { ok: false, error: "no_answer", message: `No complete answer came: ${reason}.` }, retryAfter: 0 };
}

function bodyOf({ json, form }) {
  if (json) return JSON.stringify(json);
  if (!form) return undefined;
  const data = new FormData();
  for (const [name, value] of form) data.append(name, value);
  return data;
}
