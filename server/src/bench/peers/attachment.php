<?php
// Reads the description and the file whole, encodes, answers. No token, no database, no hash.
$request = json_decode(file_get_contents('php://input'), true);
$file = $_SERVER['FILES'] . '/' . basename($request['response_attachment_id']);
$data = json_decode(file_get_contents("$file.json"), true);
$data['content_base64'] = base64_encode(file_get_contents("$file.bin"));
$body = json_encode(['ok' => true, 'data' => $data], JSON_UNESCAPED_SLASHES);
header('Content-Type: application/json');
header('Content-Length: ' . strlen($body));
echo $body;
