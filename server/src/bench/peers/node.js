// Reads the description and the file whole, encodes, answers. No token, no database, no hash.
const fs = require('fs/promises');
const http = require('http');
const path = require('path');

const [files, port] = process.argv.slice(2);

http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { response_attachment_id } = JSON.parse(Buffer.concat(chunks));
  const file = path.join(files, path.basename(response_attachment_id));
  const data = JSON.parse(await fs.readFile(file + '.json'));
  data.content_base64 = (await fs.readFile(file + '.bin')).toString('base64');
  const body = Buffer.from(JSON.stringify({ ok: true, data }));
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}).listen(Number(port), '127.0.0.1');
