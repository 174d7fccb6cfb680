// The developer page in a real browser, as a reader uses it: from the token to the saved file. Fails on
// whatever the browser complains about.
//
// usage: PAGE_MODULES=FOLDER page.mjs URL DEMO_JSON [SCREENSHOT_FOLDER]
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

const require = createRequire(join(process.env.PAGE_MODULES, "_"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [url, demo, screenshots] = process.argv.slice(2);
const { reader, writer } = JSON.parse(readFileSync(demo, "utf8")).tokens;
const TICKET = "220009";
const LARGE_BYTES = 40 * 1024 * 1024;

/** Uploads a file to the demo's ticket and answers its metadata. */
async function upload(name, content, type) {
  const form = new FormData();
  form.append("ticket_number", TICKET);
  form.append("response_id", "42");
  form.append("file", new Blob([content], { type }), name);
  const response = await fetch(`${url}/api/v1/tickets/attachment-upload`, {
    method: "POST", headers: { Authorization: `Bearer ${writer}`, "Idempotency-Key": `page-${name}` }, body: form });
  const { data, ...refusal } = await response.json();
  assert.equal(response.status, 200, JSON.stringify(refusal));
  return data;
}

/** A picture of a gradient (PNG, 8 bits of RGB). */
function png(width, height) {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows.set([40 + (160 * x) / width, 90 + (120 * y) / height, 140], y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  const chunk = (type, content) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** As a chunk of a PNG has it; Node's zlib offers it from version 22 on. */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

/** A page with one line of text (PDF 1.4). */
function pdf(text) {
  const content = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let [file, offsets] = ["%PDF-1.4\n", []];
  objects.forEach((object, i) => {
    offsets.push(file.length);
    file += `${i + 1} 0 obj${object}endobj\n`;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  return Buffer.from(`${file}xref\n0 6\n0000000000 65535 f \n${rows}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`);
}

const folder = mkdtempSync(join(tmpdir(), "page-"));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-component-update", "--disable-background-networking"],
});
try {
  await journey(await browser.newPage());
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function journey(page) {
  const [complaints, requested] = [[], []];
  await watch(page, complaints, requested);
  const saved = await savingTo(folder);
  const image = await upload("screen.png", png(480, 320), "image/png");
  const document_ = await upload("manual.pdf", pdf("Touch screen manual"), "application/pdf");
  const large = await upload("trace.bin.zip", randomBytes(LARGE_BYTES), "application/zip");

  const step = (text) => console.log(`page: ${text}`);
  const waitFor = (condition, ...values) => page.waitForFunction(condition, { timeout: 60_000 }, ...values);
  const says = (text) => waitFor((t) => document.getElementById("download-status").textContent.includes(t), text);
  const text = (selector) => page.$eval(selector, (element) => element.textContent);
  const press = (selector) => page.$eval(selector, (element) => element.click());
  const choose = (id) => press(`[data-attachment="${id}"]`);
  const refused = async (error, way) => {
    await says(`Refused: ${error}.`);
    assert.match(await text("#download-answer"), way);
  };

  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url, { waitUntil: "networkidle0" });
  step("a wrong token is explained");
  assert.equal(await page.evaluate(() => document.activeElement.id), "token");
  await page.keyboard.type("14|wrong");
  await page.keyboard.press("Enter");
  await waitFor(() => document.getElementById("token-answer").textContent.includes("unauthenticated"));
  await checkAccessible(page, "a refusal");

  step("the token is typed, and the ids are found from Show ticket, by the keyboard alone");
  await page.focus("#token");
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type(reader);
  await page.keyboard.press("Enter");
  await waitFor(() => document.getElementById("token-answer").textContent.includes("priya@example.test"));
  await tabTo(page, () => document.activeElement.id === "ticket");
  await page.keyboard.type(TICKET);
  await page.keyboard.press("Enter");
  await waitFor(() => document.querySelectorAll("[data-attachment]").length > 10);
  await tabTo(page, () => document.activeElement.dataset.attachment === "14494");
  await page.keyboard.press("Enter");
  await says("UPDD Diag.zip: arrived and verified.");
  await screenshot(page, "zip");

  step("the request runs as code in every language at hand");
  await runSnippets(page, JSON.parse(readFileSync(demo, "utf8")).cases.find((one) => one.name === "the documented request").sha256);

  step("a gated type is confirmed, and its text is shown");
  await choose("14497");
  await refused("attachment_review_required", /If you trust the sender/);
  await screenshot(page, "review");
  await checkAccessible(page, "a review");
  await press("[data-act=confirm]");
  await says("driver.log: arrived and verified.");
  assert.match(await text("#snippet"), /"intent":"review_ok"/);
  assert.ok((await text(".preview-text")).length > 1000);

  step("a blocked type is explained");
  await choose("14495");
  await refused("attachment_blocked", /No intent confirms it/);
  assert.equal(await page.$("#download-answer button"), null);

  step("a damaged file, a lost one and an empty one");
  await choose("14507");
  await refused("internal", /Give the request id to the operator/);
  await choose("14502");
  await refused("not_found", /Take the ids from Show ticket/);
  await choose("14503");
  await says("empty.txt: arrived and verified.");

  step("PDF and image are shown");
  await choose(document_.id);
  await says("manual.pdf: arrived and verified.");
  await page.waitForSelector(".preview-pdf");
  await choose(image.id);
  await says("screen.png: arrived and verified.");
  await waitFor(() => document.querySelector(".preview-image")?.naturalWidth === 480);
  await checkAccessible(page, "an image");
  await screenshot(page, "image");

  step("a string of 33 million characters");
  await page.evaluate(observePauses);
  await choose("14500");
  await says("just not too large.txt: arrived and verified.");
  const pause = await page.evaluate(() => window.longestPause);
  const ownRequests = await page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/tickets/attachment")).length);
  assert.equal(ownRequests, 0, "the page's own thread has read an attachment");
  step(`the longest pause of the page was ${Math.round(pause)} ms`);

  step("40 MiB by ranges, verified and saved");
  await choose(large.id);
  await refused("attachment_too_large", /Ask for ranges/);
  await press("[data-act=link]");
  await page.waitForSelector("#download-answer .notice a");
  await page.evaluate(observeProgress);
  await press("[data-act=ranges]");
  await says("trace.bin.zip: arrived and verified.");
  assert.ok((await page.evaluate(() => window.progressSeen)) > 1, "no progress was shown");
  assert.match(await text("#download-answer"), /verified/);
  await press("#save");
  const file = join(folder, await saved());
  assert.equal(statSync(file).size, LARGE_BYTES);
  assert.equal(createHash("sha256").update(readFileSync(file)).digest("hex"), large.sha256);

  step("every call has its form, and every error its way out");
  const { components } = await (await fetch(`${url}/openapi.json`)).json();
  const explained = await page.$$eval("#error-rows th", (all) => all.map((one) => one.textContent));
  assert.deepEqual(explained.sort(), components.schemas.Error.properties.error.enum.sort());
  await page.$$eval("details", (all) => all.forEach((one) => (one.open = true)));
  await page.waitForSelector("#getArchive form");
  await page.waitForSelector("#listAttachments .reading h3:nth-of-type(2)");
  assert.doesNotMatch(await text("body"), /\[object /);
  await page.type("#listAttachments-ticket_number", TICKET);
  await press("#listAttachments form button");
  await waitFor(() => document.querySelector("#listAttachments .answer")?.textContent.includes('"decision": "review"'));
  await page.type("#getAttachmentBytes-number", TICKET);
  await page.type("#getAttachmentBytes-id", "14494");
  await press("#getAttachmentBytes form button");
  await waitFor(() => document.querySelector("#getAttachmentBytes .answer a")?.textContent === "Save 1.1 MiB");
  await checkAccessible(page, "all calls");

  step("desktop and phone, light and dark");
  await page.$$eval("details:not(#createLink)", (all) => all.forEach((one) => (one.open = false)));
  await choose("14497");
  await refused("attachment_review_required", /trust/);
  await page.evaluate(() => window.scrollTo(0, 0));
  for (const [name, viewport] of [["desktop", { width: 1280, height: 900 }], ["phone", { width: 390, height: 844, deviceScaleFactor: 2 }]]) {
    await page.setViewport(viewport);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await checkAccessible(page, `${name}, ${scheme}`);
      await screenshot(page, `${name}-${scheme}`, true);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wider <= 0, `${name}: the page is ${wider} pixels too wide`);
    }
  }

  const elsewhere = requested.filter((one) => !one.startsWith(`${url}/`) && !one.startsWith(`blob:${url}/`) && !one.startsWith("chrome-extension://"));
  assert.deepEqual(elsewhere, [], "requests to elsewhere");
  assert.ok(requested.some((one) => one.endsWith("/tickets/attachment")), "the worker's requests were not seen");
  assert.deepEqual(complaints, [], "the browser complains");
  step(`${requested.length} requests, all of them here; nothing to complain about`);
}

/**
 * Notes every request, and whatever the browser has to complain about: console, exceptions, policy
 * reports, issues. It reports refusals there, too, which are made here on purpose.
 */
async function watch(page, complaints, requested) {
  const listen = async (session) => {
    session.on("Log.entryAdded", ({ entry }) => {
      const onPurpose = entry.source === "network" && entry.url?.startsWith(`${url}/api/`) && /status of (401|403|404|413|500)/.test(entry.text);
      if (!onPurpose) complaints.push(`${entry.source} ${entry.level}: ${entry.text} ${entry.url ?? ""}`);
    });
    session.on("Runtime.consoleAPICalled", ({ type, args }) => complaints.push(`console.${type}: ${args.map((arg) => arg.value ?? arg.description)}`));
    session.on("Runtime.exceptionThrown", ({ exceptionDetails }) => complaints.push(`exception: ${exceptionDetails.text} ${exceptionDetails.exception?.description}`));
    session.on("Network.requestWillBeSent", ({ request }) => requested.push(request.url));
    session.on("Audits.issueAdded", ({ issue }) => complaints.push(`issue ${issue.code}: ${JSON.stringify(issue.details)}`));
    for (const domain of ["Log", "Runtime", "Network", "Audits"]) await session.send(`${domain}.enable`).catch(() => {}); // a worker has not all of them
  };
  await listen(await page.createCDPSession());
  page.on("workercreated", (worker) => listen(worker.client));
  await page.exposeFunction("reportViolation", (violation) => complaints.push(`policy: ${violation}`));
  await page.evaluateOnNewDocument(() =>
    document.addEventListener("securitypolicyviolation", (event) => window.reportViolation(`${event.violatedDirective} ${event.blockedURI}`)));
}

/** Lets the browser save files to a folder. The answer waits for the next one and answers its name. */
async function savingTo(downloadPath) {
  const session = await browser.target().createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath, eventsEnabled: true });
  const name = new Promise((resolve) => session.on("Browser.downloadWillBegin", ({ suggestedFilename }) => resolve(suggestedFilename)));
  const completed = new Promise((resolve, reject) => session.on("Browser.downloadProgress", ({ state }) => {
    if (state === "completed") resolve();
    if (state === "canceled") reject(new Error("the browser has not saved the file"));
  }));
  return async () => {
    await completed;
    return name;
  };
}

/** Presses the tabulator until the condition holds of what has the focus. */
async function tabTo(page, condition) {
  for (let i = 0; i < 100; i++) {
    if (await page.evaluate(condition)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`not reached by the keyboard: ${condition}`);
}

async function checkAccessible(page, state) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false, resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.html} (${node.any.map((check) => check.message)})`).join("; ")}`), [], `axe: ${state}`);
}

async function screenshot(page, name, fullPage = false) {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage });
}

function observePauses() {
  window.longestPause = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.longestPause = Math.max(window.longestPause, now - last - 10);
    last = now;
  }, 10);
}

function observeProgress() {
  window.progressSeen = 0;
  new MutationObserver(() => window.progressSeen++).observe(document.getElementById("progress"), { attributes: true });
}

/** Runs the shown request in each language whose tool is there; each writes attachment.bin. */
async function runSnippets(page, sha256) {
  const tools = { curl: ["call.sh", "sh"], Python: ["call.py", "python3"], "Node.js": ["call.mjs", "node"], Go: ["call.go", "go", "run"], PHP: ["call.php", "php"], Java: ["Call.java", "java"] };
  for (const [language, [name, ...command]] of Object.entries(tools)) {
    await page.$eval(`input[value="${language}"]`, (input) => input.click());
    const code = await page.$eval("#snippet", (element) => element.textContent);
    assert.ok(!code.includes(reader), "the token is shown");
    const work = mkdtempSync(join(folder, "snippet-"));
    writeFileSync(join(work, name), code);
    const run = spawnSync(command[0], [...command.slice(1), name], { cwd: work, env: { ...process.env, ATTACHMENTS_TOKEN: reader }, encoding: "utf8" });
    if (run.error?.code === "ENOENT") {
      console.log(`page: ${language} is not installed`);
      continue;
    }
    assert.equal(run.status, 0, `${language}: ${run.stdout}${run.stderr}`);
    assert.equal(createHash("sha256").update(readFileSync(join(work, "attachment.bin"))).digest("hex"), sha256, language);
  }
  await page.$eval("input[value=curl]", (input) => input.click());
}
