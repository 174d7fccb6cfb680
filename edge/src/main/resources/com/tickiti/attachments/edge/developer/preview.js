import { bytes, make } from "./dom.js";

const IMAGES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];
const TEXT = /^(text\/|application\/(json|xml|x-sh|javascript)\b)/;
const TEXT_BYTES = 64 * 1024;

/**
 * Shows what can be shown safely. The type is the one that the server has detected from the bytes;
 * HTML and SVG are shown as their source. A blob: URL has the type that is given here, so that a
 * browser takes the bytes for nothing else.
 *
 * @param {Blob} blob the content
 * @param {{mime_type: string, name: string}} data
 * @param {(url: string) => void} onUrl takes each URL that is to be revoked later
 */
export async function preview(blob, data, onUrl) {
  const [type] = data.mime_type.split(";");
  const urlOf = () => {
    const url = URL.createObjectURL(blob.slice(0, blob.size, type));
    onUrl(url);
    return url;
  };
  if (blob.size === 0) return note("The file is empty.");
  if (IMAGES.includes(type)) {
    return figure("Preview", make("img", { src: urlOf(), alt: `Preview of ${data.name}`, class: "preview-image" }));
  }
  if (type === "application/pdf") {
    return figure("Preview", make("iframe", { src: urlOf(), title: `Preview of ${data.name}`, class: "preview-pdf" }));
  }
  if (TEXT.test(type) || type === "image/svg+xml") {
    const text = await blob.slice(0, TEXT_BYTES).text();
    const caption = blob.size > TEXT_BYTES ? `Preview of the first ${bytes(TEXT_BYTES)}` : "Preview";
    return figure(caption, make("pre", { tabindex: "0", role: "region", "aria-label": `Preview of ${data.name}`, class: "preview-text" }, text));
  }
  return note("There is no preview of this type.");
}

const note = (text) => make("p", { class: "hint" }, text);

function figure(caption, content) {
  return make("figure", {}, make("figcaption", {}, caption), content);
}
