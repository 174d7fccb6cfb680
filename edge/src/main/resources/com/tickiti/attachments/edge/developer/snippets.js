// Programs that send one request. Each is complete, needs what its language comes with (Python needs
// nothing, PHP its curl extension) and reads the token from the environment.

const DOWNLOAD = "/api/v1/tickets/attachment";

/** A string literal as JSON writes it, which is one in Python, JavaScript, Go and Java, too. */
const quoted = (text) => JSON.stringify(String(text));
const shell = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;
const php = (text) => `'${String(text).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const indented = (lines, by) => lines.map((line) => by + line).join("\n");

/** What differs between requests, as every language needs it. */
function partsOf(request, origin) {
  const headers = Object.entries(request.headers ?? {});
  if (request.json) headers.unshift(["Content-Type", "application/json"]);
  const fields = (request.form ?? []).map(([name, value]) => (value instanceof File ? [name, value.name, true] : [name, value, false]));
  return {
    url: origin + request.path,
    method: request.method,
    headers,
    fields,
    body: request.json && JSON.stringify(request.json),
    // The content of one answer; a file above 25 MiB takes several.
    decodes: request.path === DOWNLOAD,
    bytes: request.method === "GET",
  };
}

function curl({ url, method, headers, body, fields, decodes, bytes }) {
  const lines = [`curl --fail-with-body -sS${method === "HEAD" ? " -I" : ""}${method === "POST" && !body && fields.length === 0 ? " -X POST" : ""}`, shell(url), `-H "Authorization: Bearer $ATTACHMENTS_TOKEN"`];
  lines.push(...headers.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`));
  lines.push(...fields.map(([name, value, file]) => `-F ${shell(name + (file ? `=@${value}` : `=${value}`))}`));
  if (body) lines.push(`-d ${shell(body)}`);
  if (bytes) lines.push("-o attachment.bin");
  const command = lines.join(" \\\n  ");
  return decodes ? `${command} \\\n  | jq -r .data.content_base64 | base64 -d > attachment.bin` : command;
}

function python({ url, method, headers, body, fields, decodes, bytes }) {
  const all = headers.map(([name, value]) => `, ${quoted(name)}: ${quoted(value)}`).join("");
  const lines = ["import base64, json, os, urllib.request", ""];
  lines.push(`headers = {"Authorization": "Bearer " + os.environ["ATTACHMENTS_TOKEN"]${all}}`);
  let data = "None";
  if (body) {
    lines.push(`body = ${quoted(body)}.encode()`);
    data = "body";
  } else if (fields.length > 0) {
    lines.push('boundary = os.urandom(16).hex()', 'headers["Content-Type"] = "multipart/form-data; boundary=" + boundary', 'body = b""');
    for (const [name, value, file] of fields) {
      const disposition = `form-data; name=\\"${name}\\"${file ? `; filename=${quoted(quoted(value)).slice(1, -1)}` : ""}`;
      lines.push(`body += f"--{boundary}\\r\\nContent-Disposition: ${disposition}\\r\\n\\r\\n".encode() + ${file ? `open(${quoted(value)}, "rb").read()` : `${quoted(value)}.encode()`} + b"\\r\\n"`);
    }
    lines.push('body += f"--{boundary}--\\r\\n".encode()');
    data = "body";
  }
  lines.push(`request = urllib.request.Request(${quoted(url)}, ${data}, headers, method=${quoted(method)})`, "with urllib.request.urlopen(request) as response:");
  if (decodes) lines.push('    data = json.load(response)["data"]', 'with open("attachment.bin", "wb") as file:', '    file.write(base64.b64decode(data["content_base64"]))');
  else if (bytes) lines.push('    with open("attachment.bin", "wb") as file:', "        while piece := response.read(65536):", "            file.write(piece)");
  else lines.push(method === "HEAD" ? "    print(response.headers)" : '    print(json.load(response)["data"])');
  return lines.join("\n");
}

function node({ url, method, headers, body, fields, decodes, bytes }) {
  const all = headers.map(([name, value]) => `, ${quoted(name)}: ${quoted(value)}`).join("");
  const lines = ['import { openAsBlob } from "node:fs";', 'import { writeFile } from "node:fs/promises";', ""];
  if (!fields.some(([, , file]) => file)) lines.shift();
  if (!decodes && !bytes) lines.splice(lines.indexOf('import { writeFile } from "node:fs/promises";'), 1);
  lines.push(`const headers = { Authorization: \`Bearer \${process.env.ATTACHMENTS_TOKEN}\`${all} };`);
  let with_ = "";
  if (body) {
    lines.push(`const body = JSON.stringify(${body});`);
    with_ = ", body";
  } else if (fields.length > 0) {
    lines.push("const body = new FormData();", ...fields.map(([name, value, file]) =>
      `body.append(${quoted(name)}, ${file ? `await openAsBlob(${quoted(value)}), ${quoted(value)}` : quoted(value)});`));
    with_ = ", body";
  }
  lines.push(`const response = await fetch(${quoted(url)}, { method: ${quoted(method)}, headers${with_} });`, "if (!response.ok) throw new Error(await response.text());");
  if (decodes) lines.push("const { data } = await response.json();", 'await writeFile("attachment.bin", Buffer.from(data.content_base64, "base64"));');
  else if (bytes) lines.push('await writeFile("attachment.bin", response.body);');
  else lines.push(method === "HEAD" ? "console.log(response.headers);" : "console.log((await response.json()).data);");
  return lines[0] === "" ? lines.slice(1).join("\n") : lines.join("\n");
}

function go({ url, method, headers, body, fields, decodes, bytes }) {
  const imports = ["net/http", "os"];
  const lines = [];
  let reader = "nil";
  if (body) {
    imports.push("strings");
    reader = `strings.NewReader(${quoted(body)})`;
  } else if (fields.length > 0) {
    imports.push("bytes", "mime/multipart");
    lines.push("var body bytes.Buffer", "form := multipart.NewWriter(&body)");
    for (const [name, value, file] of fields) {
      if (file) {
        imports.push("io");
        lines.push(`part, _ := form.CreateFormFile(${quoted(name)}, ${quoted(value)})`, `file, err := os.Open(${quoted(value)})`, "check(err)", "io.Copy(part, file)");
      } else {
        lines.push(`form.WriteField(${quoted(name)}, ${quoted(value)})`);
      }
    }
    lines.push("form.Close()");
    reader = "&body";
  }
  lines.push(`request, err := http.NewRequest(${quoted(method)}, ${quoted(url)}, ${reader})`, "check(err)",
    'request.Header.Set("Authorization", "Bearer "+os.Getenv("ATTACHMENTS_TOKEN"))',
    ...headers.map(([name, value]) => `request.Header.Set(${quoted(name)}, ${quoted(value)})`));
  if (!body && fields.length > 0) lines.push('request.Header.Set("Content-Type", form.FormDataContentType())');
  lines.push("response, err := http.DefaultClient.Do(request)", "check(err)", "defer response.Body.Close()");
  if (decodes) {
    imports.push("encoding/json");
    lines.push("var answer struct {", "\tData struct {", '\t\tContent []byte `json:"content_base64"`', "\t}", "}",
      "check(json.NewDecoder(response.Body).Decode(&answer))", 'check(os.WriteFile("attachment.bin", answer.Data.Content, 0o600))');
  } else if (method === "HEAD") {
    lines.push("response.Header.Write(os.Stdout)");
  } else {
    if (!imports.includes("io")) imports.push("io");
    if (bytes) lines.push('output, err := os.Create("attachment.bin")', "check(err)");
    lines.push(`_, err = io.Copy(${bytes ? "output" : "os.Stdout"}, response.Body)`, "check(err)");
  }
  return `package main\n\nimport (\n${indented(imports.sort().map(quoted), "\t")}\n)\n\nfunc check(err error) {\n\tif err != nil {\n\t\tpanic(err)\n\t}\n}\n\nfunc main() {\n${indented(lines, "\t")}\n}`;
}

function phpCode({ url, method, headers, body, fields, decodes, bytes }) {
  const options = [`CURLOPT_HTTPHEADER => [${["'Authorization: Bearer ' . getenv('ATTACHMENTS_TOKEN')", ...headers.map(([name, value]) => php(`${name}: ${value}`))].join(", ")}],`];
  if (method === "HEAD") options.push("CURLOPT_NOBODY => true,", "CURLOPT_HEADER => true,");
  if (body) options.push(`CURLOPT_POSTFIELDS => ${php(body)},`);
  else if (fields.length > 0) options.push(`CURLOPT_POSTFIELDS => [${fields.map(([name, value, file]) => `${php(name)} => ${file ? `new CURLFile(${php(value)})` : php(value)}`).join(", ")}],`);
  options.push(bytes ? "CURLOPT_FILE => fopen('attachment.bin', 'wb')," : "CURLOPT_RETURNTRANSFER => true,", "CURLOPT_FAILONERROR => true,");
  const lines = ["<?php", `$request = curl_init(${php(url)});`, "curl_setopt_array($request, [", indented(options, "    "), "]);",
    "$answer = curl_exec($request);", "if ($answer === false) {", "    exit(curl_error($request) . PHP_EOL);", "}"];
  if (decodes) lines.push("$data = json_decode($answer, true)['data'];", "file_put_contents('attachment.bin', base64_decode($data['content_base64']));");
  else if (!bytes) lines.push(method === "HEAD" ? "echo $answer;" : "print_r(json_decode($answer, true)['data']);");
  return lines.join("\n");
}

function java({ url, method, headers, body, fields, decodes, bytes }) {
  const imports = ["java.net.URI", "java.net.http.HttpClient", "java.net.http.HttpRequest", "java.net.http.HttpRequest.BodyPublishers", "java.net.http.HttpResponse.BodyHandlers"];
  const lines = [];
  let publisher = "BodyPublishers.noBody()";
  const all = [...headers];
  if (body) {
    publisher = `BodyPublishers.ofString(${quoted(body)})`;
  } else if (fields.length > 0) {
    all.push(["Content-Type", "multipart/form-data; boundary=a-boundary-of-our-own"]);
    for (const [name, value, file] of fields) {
      const head = `--a-boundary-of-our-own\r\nContent-Disposition: form-data; name="${name}"${file ? `; filename=${quoted(value)}` : ""}\r\n\r\n`;
      lines.push(file ? `var head = BodyPublishers.ofString(fields + ${quoted(head)});` : `fields += ${quoted(`${head}${value}\r\n`)};`);
      if (file) lines.push(`var content = BodyPublishers.ofFile(Path.of(${quoted(value)}));`);
    }
    lines.unshift('String fields = "";');
    lines.push(`var tail = BodyPublishers.ofString(${quoted("\r\n--a-boundary-of-our-own--\r\n")});`);
    publisher = "BodyPublishers.concat(head, content, tail)";
  }
  lines.push("var request = HttpRequest.newBuilder()", `    .uri(URI.create(${quoted(url)}))`, '    .header("Authorization", "Bearer " + System.getenv("ATTACHMENTS_TOKEN"))',
    ...all.map(([name, value]) => `    .header(${quoted(name)}, ${quoted(value)})`), `    .method(${quoted(method)}, ${publisher})`, "    .build();");
  const handler = bytes ? 'BodyHandlers.ofFile(Path.of("attachment.bin"))' : "BodyHandlers.ofString()";
  lines.push(`var response = HttpClient.newHttpClient().send(request, ${handler});`);
  if (decodes) {
    imports.push("java.nio.file.Files", "java.util.Base64");
    lines.push("// content_base64 is the last field of the answer.", 'String text = response.body().split("\\"content_base64\\":\\"")[1].split("\\"")[0];',
      'Files.write(Path.of("attachment.bin"), Base64.getDecoder().decode(text));');
  } else {
    lines.push(bytes ? "System.out.println(response.statusCode());" : method === "HEAD" ? "System.out.println(response.headers().map());" : "System.out.println(response.body());");
  }
  if (lines.some((line) => line.includes("Path.of"))) imports.push("java.nio.file.Path");
  return `${indented(imports.sort().map((name) => `${name};`), "import ")}\n\nclass Call {\n  public static void main(String[] arguments) throws Exception {\n${indented(lines, "    ")}\n  }\n}`;
}

const WRITERS = { curl, Python: python, "Node.js": node, Go: go, PHP: phpCode, Java: java };

/** The languages in which a request can be shown. */
export const LANGUAGES = Object.keys(WRITERS);

/**
 * A program that sends a request.
 *
 * @param {string} language one of LANGUAGES
 * @param {import("./api.js").ApiRequest} request
 * @param {string} origin scheme, host and port of the service
 */
export function snippet(language, request, origin) {
  return WRITERS[language](partsOf(request, origin));
}
