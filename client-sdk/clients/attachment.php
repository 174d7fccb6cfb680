#!/usr/bin/env php
<?php
// Downloads one attachment of a ticket in constant memory. Needs PHP 8.0 or newer, with openssl for https.
//
// The bytes go to OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server
// promised. A download that was cut is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
const RANGE_BYTES = 25 * 1024 * 1024; // the longest range that the server takes
const READ_BYTES = 64 * 1024, ATTEMPTS = 5; // without a new byte in between
const USAGE = 'usage: ATTACHMENTS_TOKEN=TOKEN attachment.php [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT';

/** Stale: the bytes written so far are of no use. Retry: another attempt may succeed, after $wait seconds. */
final class Failed extends Exception
{
    public function __construct(protected $message, public bool $stale = false, public bool $retry = false, public int $wait = 0) {}
}

final class Download
{
    public ?string $sha256 = null;
    public bool $resumed;
    private $file;
    private HashContext $hash;
    private int $written = 0, $size = 0;
    private bool $ranged;

    public function __construct(private string $url, private string $token, private array $request, string $part)
    {
        $this->file = @fopen($part, 'a+b') ?: throw new Failed(error_get_last()['message']);
        $this->hash = hash_init('sha256');
        $this->written = hash_update_stream($this->hash, $this->file);
        $this->ranged = $this->resumed = $this->written > 0;
    }

    public function run(): void
    {
        for ($attempts = 0, $done = false; !$done;) {
            [$before, $ranged] = [$this->written, $this->ranged];
            $problem = new Failed('the answer was empty');
            try {
                $done = $this->ask();
            } catch (Failed $problem) {
                $problem->retry || throw $problem;
            }
            $this->ranged = $this->ranged || $this->written > 0;
            $attempts = $done || $this->written > $before || $this->ranged !== $ranged ? 0 : $attempts + 1;
            $attempts < ATTEMPTS || throw new Failed("given up after $attempts attempts: {$problem->getMessage()}");
            sleep(min($problem->wait ?: $attempts, 60));
        }
        fclose($this->file);
        $right = $this->written === $this->size && hash_final($this->hash) === $this->sha256;
        $right || throw new Failed('length or SHA-256 is not what the server promised', stale: true);
    }

    /** Sends one request and writes what it brings. True after the last byte of the file. */
    private function ask(): bool
    {
        $range = $this->ranged ? ['offset' => $this->written, 'length' => RANGE_BYTES] : [];
        $options = ['method' => 'POST', 'protocol_version' => 1.1, 'ignore_errors' => true, 'follow_location' => 0,
            'timeout' => 60, 'content' => json_encode($this->request + $range), 'header' => [
                "Authorization: Bearer $this->token", 'Content-Type: application/json', 'Connection: close']];
        $body = @fopen("$this->url/api/v1/tickets/attachment", 'rb', false, stream_context_create(['http' => $options]));
        $body || throw new Failed(error_get_last()['message'], retry: true);
        try {
            $status = (int) explode(' ', $http_response_header[0])[1];
            return $status === 200 ? $this->receive($body) : $this->refused($body, $status, $http_response_header);
        } finally {
            fclose($body);
        }
    }

    private function receive($body): bool
    {
        for ($head = ''; !preg_match('/"content_base64"\s*:\s*"/', $head, $mark, PREG_OFFSET_CAPTURE);) {
            $head .= self::read($body);
            strlen($head) < 1 << 20 || throw new Failed('the answer has no content_base64');
        }
        $data = json_decode(substr($head, 0, $mark[0][1]) . '"content_base64":""}}', true)['data'];
        $same = ($this->sha256 ?? $data['sha256']) === $data['sha256'];
        $same || throw new Failed('the attachment has changed meanwhile', stale: true);
        $asked = !$this->ranged || ($data['offset'] ?? null) === $this->written;
        $asked || throw new Failed('the answer is not the range that was asked for');
        [$this->size, $this->sha256] = [$data['file_size'], $data['sha256']];
        $text = substr($head, $mark[0][1] + strlen($mark[0][0]));
        do {
            $end = strpos($text, '"');
            $text = str_replace('\\', '', $end === false ? $text : substr($text, 0, $end)); // a slash may be escaped
            $whole = $end === false ? strlen($text) & ~3 : strlen($text);
            $this->write(base64_decode(substr($text, 0, $whole), true));
            $text = substr($text, $whole) . ($end === false ? self::read($body) : '');
        } while ($end === false);
        return $data['eof'] ?? true;
    }

    private function write(string|false $bytes): void
    {
        $right = $bytes !== false && $this->written + strlen($bytes) <= $this->size;
        $right || throw new Failed('the content is not base64, or longer than promised', stale: true);
        $complete = @fwrite($this->file, $bytes) === strlen($bytes);
        $complete || throw new Failed('cannot write: ' . (error_get_last()['message'] ?? ''), stale: true);
        hash_update($this->hash, $bytes);
        $this->written += strlen($bytes);
    }

    private static function read($body): string
    {
        $piece = (string) @fread($body, READ_BYTES);
        return $piece !== '' ? $piece : throw new Failed('the connection was cut', retry: true);
    }

    private function refused($body, int $status, array $headers): bool
    {
        $answer = json_decode(stream_get_contents($body, 1 << 20), true) ?? [];
        if ($status === 413 && ($answer['data']['ranged'] ?? false) && !$this->ranged) {
            $this->ranged = true;
            return false;
        }
        preg_match('/^Retry-After: *(\d+)/mi', implode("\n", $headers), $after);
        $message = sprintf('%s: %s (status %d, request id %s)', $answer['error'] ?? 'error', $answer['message'] ?? '', $status, $answer['request_id'] ?? '');
        foreach ($answer['errors'] ?? [] as $field => $texts) {
            $message .= "\n  $field: " . implode(' ', $texts);
        }
        throw new Failed($message, isset($answer['errors']['offset']), in_array($status, [429, 502, 503, 504]), (int) ($after[1] ?? 0));
    }
}

$confirm = ($argv[1] ?? '') === '--confirm-review';
$arguments = array_slice($argv, $confirm ? 2 : 1);
$token = getenv('ATTACHMENTS_TOKEN');
if (count($arguments) !== 4 || !$token) {
    fwrite(STDERR, USAGE . "\n");
    exit(2);
}
[$url, $ticket, $attachment, $output] = $arguments;
$request = ['ticket_number' => $ticket, 'response_attachment_id' => $attachment] + ($confirm ? ['intent' => 'review_ok'] : []);
foreach ([false, true] as $last) {
    try {
        $download = new Download(rtrim($url, '/'), $token, $request, "$output.part");
        $download->run();
        rename("$output.part", $output) || exit(1);
        exit("$download->sha256  $output\n");
    } catch (Failed $problem) {
        if (is_file("$output.part") && ($problem->stale || !filesize("$output.part"))) {
            unlink("$output.part");
        }
        if ($last || !$problem->stale || !($download ?? null)?->resumed) {
            fwrite(STDERR, "attachment.php: {$problem->getMessage()}\n");
            exit(1);
        }
    }
}
