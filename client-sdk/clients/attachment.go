// Downloads one attachment of a ticket in constant memory. Needs Go 1.18 or newer and nothing else.
//
// The bytes go to OUTPUT.part. It becomes OUTPUT once its length and SHA-256 are those that the server
// promised. A download that was cut is resumed, also by a later run. Exit status: 0 done, 1 failed, 2 wrong use.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const usage = "usage: ATTACHMENTS_TOKEN=TOKEN attachment [--confirm-review] URL TICKET_NUMBER ATTACHMENT_ID OUTPUT"
const rangeBytes, attempts = 25 << 20, 5 // the longest range that is served; without a new byte in between
var content = regexp.MustCompile(`"content_base64"\s*:\s*"$`)
var part, digest string // the path of the bytes written; the whole file's SHA-256
var file *os.File
var sum hash.Hash // of the bytes written
var written, size int64
var ranged, resumed bool // whether ranges are asked for; whether an earlier run has left bytes

type answer struct {
	Error, Message string
	Errors         json.RawMessage
	Data           struct {
		Sha256                    string
		File_size, Offset, Length int64
		Eof, Ranged               bool
	}
}

// unescaped is the inside of a JSON string of base64, in which only a slash may be escaped.
type unescaped struct{ io.Reader }

func (u unescaped) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	return copy(p, bytes.ReplaceAll(p[:n], []byte(`\`), nil)), err
}

func main() {
	arguments, request := os.Args[1:], map[string]any{}
	if len(arguments) > 0 && arguments[0] == "--confirm-review" {
		arguments, request["intent"] = arguments[1:], "review_ok"
	}
	if len(arguments) != 4 || os.Getenv("ATTACHMENTS_TOKEN") == "" {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	request["ticket_number"], request["response_attachment_id"] = arguments[1], arguments[2]
	part, digest, sum = arguments[3]+".part", "", sha256.New()
	file = must(os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666))
	written = must(io.Copy(sum, file))
	ranged, resumed = written > 0, written > 0
	for failures, done, wait, err := 0, false, 0, error(nil); !done; ranged = ranged || written > 0 {
		before, was := written, ranged
		done, wait, err = ask(strings.TrimRight(arguments[0], "/")+"/api/v1/tickets/attachment", request)
		if failures++; done || written > before || ranged != was {
			failures = 0
		}
		expect(failures < attempts, false, fmt.Sprintf("given up after %d attempts: %v", failures, err))
		time.Sleep(time.Duration(wait+failures) * time.Second)
	}
	expect(written == size && fmt.Sprintf("%x", sum.Sum(nil)) == digest, true, "length or SHA-256 is not as promised")
	must(0, file.Close())
	must(0, os.Rename(part, arguments[3]))
	fmt.Printf("%s  %s\n", digest, arguments[3])
}

// ask sends one request and writes what it brings. Wait is in seconds, before another attempt.
func ask(url string, request map[string]any) (done bool, wait int, err error) {
	if ranged {
		request["offset"], request["length"] = written, rangeBytes
	}
	post := must(http.NewRequest("POST", url, bytes.NewReader(must(json.Marshal(request)))))
	post.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + os.Getenv("ATTACHMENTS_TOKEN")}}
	response, err := (&http.Client{Timeout: 10 * time.Minute}).Do(post) // for 25 MiB; then it is cut, and resumed
	if err != nil {
		return false, 0, err
	}
	defer response.Body.Close()
	if response.StatusCode == 200 {
		done, err = receive(bufio.NewReaderSize(response.Body, 64<<10))
		return done, 0, err
	}
	var a answer
	json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&a)
	if response.StatusCode == 413 && a.Data.Ranged && !ranged {
		ranged = true
		return false, 0, nil
	}
	message := fmt.Sprintf("%s: %s %s (status %s, request id %s)", a.Error, a.Message, a.Errors, response.Status, response.Header.Get("X-Request-Id"))
	retry := strings.Contains("429 502 503 504", strconv.Itoa(response.StatusCode))
	expect(retry, bytes.Contains(a.Errors, []byte(`"offset"`)), message)
	wait, _ = strconv.Atoi(response.Header.Get("Retry-After"))
	return false, wait, errors.New(message)
}

func receive(body *bufio.Reader) (bool, error) {
	var head []byte
	for !content.Match(head) {
		piece, err := body.ReadSlice('"') // at most 64 KiB
		if head = append(head, piece...); err != nil || len(head) > 1<<20 {
			return false, fmt.Errorf("the answer has no content_base64: %v", err)
		}
	}
	var a answer
	must(0, json.Unmarshal(append(head, `"}}`...), &a))
	expect(digest == "" || digest == a.Data.Sha256, true, "the attachment has changed meanwhile")
	expect(!ranged || a.Data.Offset == written, false, "the answer is not the range that was asked for")
	if digest, size = a.Data.Sha256, a.Data.File_size; !ranged {
		a.Data.Length, a.Data.Eof = size, true
	}
	expect(written+a.Data.Length <= size, true, "the file is longer than the server promised")
	text := io.LimitReader(unescaped{body}, int64(base64.StdEncoding.EncodedLen(int(a.Data.Length))))
	n, err := io.Copy(io.MultiWriter(file, sum), base64.NewDecoder(base64.StdEncoding, text))
	written += n
	return err == nil && a.Data.Eof, err
}

func must[T any](value T, err error) T {
	expect(err == nil, false, err)
	return value
}

// expect ends the program where the condition is false. Stale bytes are removed; an earlier run's are fetched anew.
func expect(condition, stale bool, problem any) {
	if condition {
		return
	} else if file.Close(); stale || written == 0 {
		os.Remove(part)
	}
	if stale && resumed {
		main()
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, "attachment.go:", problem)
	os.Exit(1)
}
