/*
 * load: an HTTP/1.1 load generator for one machine, small enough to be believed.
 *
 *   cc -O2 -o load load.c
 *   load -p PORT -c CONNECTIONS (-d SECONDS | -n REQUESTS) [-r RATE] [-t LIMIT] [-H HEADER]... REQUESTS
 *
 * REQUESTS is a file with one request a line, "METHOD PATH LENGTH BODY", taken in turn by all
 * connections (keep-alive, one request at a time each). A response counts as completed if its status
 * is 200 and its body has exactly LENGTH bytes, by Content-Length or chunked; anything else is an
 * error. Bodies are dropped inside the kernel (MSG_TRUNC), so that the generator takes as little of
 * the machine as it can; what the bytes are is checked by the caller, outside the measured time.
 *
 *   -d  start no request after this many seconds; those under way still end, and count
 *   -n  send this many requests, each at most once
 *   -r  slow readers: bytes a second that each connection takes, with a small receive buffer
 *   -t  give up after this many seconds; what is under way then is an error (default 120)
 *
 * Prints one JSON object; times are seconds, "first_byte" is the first byte of the body.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_REQUESTS = 4096, MAX_SECONDS = 3600, MAX_ERRORS = 1000, SLOW_BUFFER = 64 * 1024 };

struct request {
  char *text;
  int size;
  long long body_bytes; /* expected */
};

enum state { CONNECTING, HEAD, BODY, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, LAST_LINE, FINISHED };

struct connection {
  int fd;
  enum state state;
  const struct request *request;
  double sent, first_byte;
  char line[8192]; /* the response head, or a chunk's size line, as far as it came */
  int line_size;
  long long left;     /* of the body, or of this chunk */
  long long received; /* of the body */
  bool closes, paused;
};

static struct request requests[MAX_REQUESTS];
static int request_count;
static long long started, completed, errors, body_bytes, limit_requests = -1, rate;
static double begin, stop_sending = 1e18;
static double *latencies, *first_bytes;
static long long per_second[MAX_SECONDS];
static struct sockaddr_in server = {.sin_family = AF_INET};
static int poller;
static char scrap[1 << 18];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void watch(struct connection *c, int operation, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  epoll_ctl(poller, operation, c->fd, &event);
}

static void open_connection(struct connection *c) {
  int on = 1, buffer = SLOW_BUFFER;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  c->state = CONNECTING;
  c->paused = false;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (rate) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  connect(c->fd, (struct sockaddr *)&server, sizeof server); /* its outcome comes by epoll */
  watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

static bool more_to_send(void) {
  return limit_requests >= 0 ? started < limit_requests : now() < stop_sending;
}

static void send_request(struct connection *c) {
  if (!more_to_send()) {
    close(c->fd);
    c->state = FINISHED;
    return;
  }
  c->request = &requests[started++ % request_count];
  c->state = HEAD;
  c->line_size = 0;
  c->received = 0;
  c->first_byte = 0;
  c->sent = now();
  /* A short write of so few bytes does not happen on an empty socket; it would show as an error. */
  (void)!send(c->fd, c->request->text, c->request->size, MSG_NOSIGNAL);
  watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

static void reopen(struct connection *c) {
  close(c->fd);
  if (more_to_send() && errors < MAX_ERRORS)
    open_connection(c);
  else
    c->state = FINISHED;
}

static void fail(struct connection *c, const char *why) {
  if (errors++ < 3)
    fprintf(stderr, "load: %s after %.3f s, %lld of %lld bytes\n", why, now() - c->sent, c->received,
            c->request ? c->request->body_bytes : 0);
  reopen(c);
}

static void complete(struct connection *c) {
  if (c->received != c->request->body_bytes) {
    fail(c, "a body of another length");
    return;
  }
  if ((completed & (completed - 1)) == 0) { /* grow at powers of two */
    latencies = realloc(latencies, (2 * completed + 1) * sizeof *latencies);
    first_bytes = realloc(first_bytes, (2 * completed + 1) * sizeof *first_bytes);
  }
  latencies[completed] = now() - c->sent;
  first_bytes[completed++] = c->first_byte - c->sent;
  if (c->closes)
    reopen(c);
  else
    send_request(c);
}

static void count(struct connection *c, long long bytes) {
  double t = now();
  int second = t - begin;
  if (bytes > 0 && c->received == 0) c->first_byte = t;
  c->received += bytes;
  c->left -= bytes;
  body_bytes += bytes;
  if (second < MAX_SECONDS) per_second[second] += bytes;
}

/* Reads the head that is in c->line; NULL, or what is wrong with it. */
static const char *read_head(struct connection *c) {
  char *length = strcasestr(c->line, "\r\ncontent-length:");
  c->closes = strcasestr(c->line, "\r\nconnection: close");
  if (strncmp(c->line, "HTTP/1.1 200", 12)) return c->line[0] ? strtok(c->line, "\r") : "no status";
  if (length) {
    c->left = atoll(length + strlen("\r\ncontent-length:"));
    c->state = BODY;
  } else if (strcasestr(c->line, "\r\ntransfer-encoding: chunked")) {
    c->state = CHUNK_SIZE;
  } else {
    return "no length";
  }
  c->line_size = 0;
  return NULL;
}

/* Adds to c->line what belongs to it; true once it ends as told. */
static bool read_line(struct connection *c, const char **bytes, const char *end, const char *ending) {
  int size = strlen(ending);
  while (*bytes < end && c->line_size < (int)sizeof c->line - 1) {
    c->line[c->line_size++] = *(*bytes)++;
    if (c->line_size >= size && !memcmp(c->line + c->line_size - size, ending, size)) {
      c->line[c->line_size] = 0;
      return true;
    }
  }
  return false;
}

/* Takes bytes that were received; returns false where the connection is done with them. */
static bool take(struct connection *c, const char *bytes, const char *end) {
  while (bytes < end || (c->state == BODY && c->left == 0)) {
    long long here = end - bytes;
    switch (c->state) {
      case HEAD:
        if (read_line(c, &bytes, end, "\r\n\r\n")) {
          const char *wrong = read_head(c);
          if (wrong) return fail(c, wrong), false;
        }
        break;
      case BODY:
        if (here > c->left) return fail(c, "bytes beyond the body"), false;
        count(c, here);
        if (c->left == 0) return complete(c), false;
        return true;
      case CHUNK_SIZE:
        if (read_line(c, &bytes, end, "\r\n")) {
          c->left = strtoll(c->line, NULL, 16);
          c->line_size = 0;
          c->state = c->left ? CHUNK_DATA : LAST_LINE;
        }
        break;
      case CHUNK_DATA:
        if (here > c->left) here = c->left;
        count(c, here);
        bytes += here;
        if (c->left == 0) c->state = CHUNK_END;
        break;
      case CHUNK_END:
      case LAST_LINE:
        if (read_line(c, &bytes, end, "\r\n")) {
          bool last = c->state == LAST_LINE;
          c->line_size = 0;
          c->state = CHUNK_SIZE;
          if (last) return complete(c), false;
        }
        break;
      default:
        return false;
    }
  }
  return true;
}

/* How much a slow reader may take now. */
static long long allowance(struct connection *c) {
  return (long long)(rate * (now() - c->sent)) + SLOW_BUFFER / 4 - c->received;
}

static void receive(struct connection *c) {
  long long want = sizeof scrap;
  if (rate) {
    long long allowed = allowance(c);
    if (allowed <= 0) {
      c->paused = true;
      watch(c, EPOLL_CTL_MOD, 0);
      return;
    }
    if (want > allowed) want = allowed;
  }
  if (c->state == BODY) {
    if (!rate) want = 4 << 20; /* more than scrap holds: with MSG_TRUNC nothing is stored */
    if (want > c->left) want = c->left;
    ssize_t n = recv(c->fd, scrap, want, MSG_TRUNC);
    if (n > 0) {
      count(c, n);
      if (c->left == 0) complete(c);
      return;
    }
    if (n < 0 && errno == EAGAIN) return;
    fail(c, "the connection ended within the body");
    return;
  }
  ssize_t n = recv(c->fd, scrap, want, 0);
  if (n > 0)
    take(c, scrap, scrap + n);
  else if (n == 0 || errno != EAGAIN)
    fail(c, "the connection ended");
}

static void connected(struct connection *c) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    usleep(10000);
    fail(c, strerror(error));
  } else {
    send_request(c);
  }
}

static void read_requests(const char *file, const char *headers) {
  FILE *in = fopen(file, "r");
  char line[4096], method[16], path[1024];
  if (!in) {
    perror(file);
    exit(2);
  }
  while (request_count < MAX_REQUESTS && fgets(line, sizeof line, in)) {
    struct request *r = &requests[request_count++];
    int at = 0;
    line[strcspn(line, "\n")] = 0;
    if (sscanf(line, "%15s %1023s %lld%n", method, path, &r->body_bytes, &at) != 3) {
      fprintf(stderr, "%s: line %d (expected: METHOD PATH LENGTH BODY)\n", file, request_count);
      exit(2);
    }
    const char *body = line + at + (line[at] == ' ');
    r->size = asprintf(&r->text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Length: %zu\r\n\r\n%s",
                       method, path, ntohs(server.sin_port), headers, strlen(body), body);
  }
  fclose(in);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_percentiles(const char *name, double *values) {
  if (completed) qsort(values, completed, sizeof *values, ascending);
  printf(", \"%s\": {", name);
  if (completed)
    printf("\"p50\": %.6f, \"p99\": %.6f, \"max\": %.6f", values[completed / 2],
           values[completed * 99 / 100], values[completed - 1]);
  printf("}");
}

static void print_result(double seconds) {
  printf("{\"seconds\": %.4f, \"completed\": %lld, \"errors\": %lld, \"body_bytes\": %lld", seconds,
         completed, errors, body_bytes);
  print_percentiles("latency", latencies);
  print_percentiles("first_byte", first_bytes);
  printf(", \"bytes_per_second\": [");
  for (int i = 0; i < (int)seconds && i < MAX_SECONDS; i++)
    printf("%s%lld", i ? ", " : "", per_second[i]);
  printf("]}\n");
}

int main(int argc, char **argv) {
  static char headers[8192];
  int option, connection_count = 1;
  double seconds = 0, give_up = 120;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  while ((option = getopt(argc, argv, "p:c:d:n:r:t:H:")) > 0) switch (option) {
      case 'p': server.sin_port = htons(atoi(optarg)); break;
      case 'c': connection_count = atoi(optarg); break;
      case 'd': seconds = atof(optarg); break;
      case 'n': limit_requests = atoll(optarg); break;
      case 'r': rate = atoll(optarg); break;
      case 't': give_up = atof(optarg); break;
      case 'H':
        strncat(headers, optarg, sizeof headers - strlen(headers) - 3);
        strcat(headers, "\r\n");
        break;
      default: return 2;
    }
  if (optind != argc - 1 || (seconds <= 0 && limit_requests < 0)) {
    fprintf(stderr, "usage: see the head of load.c\n");
    return 2;
  }
  read_requests(argv[optind], headers);
  poller = epoll_create1(0);
  struct connection *connections = calloc(connection_count, sizeof *connections);
  begin = now();
  if (limit_requests < 0) stop_sending = begin + seconds;
  for (int i = 0; i < connection_count; i++) open_connection(&connections[i]);

  for (int open = connection_count; open;) {
    struct epoll_event events[256];
    int ready = epoll_wait(poller, events, 256, rate ? 5 : 100);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (c->state == CONNECTING)
        connected(c);
      else if (c->state != FINISHED)
        receive(c);
    }
    bool late = now() - begin > give_up;
    open = 0;
    for (int i = 0; i < connection_count; i++) {
      struct connection *c = &connections[i];
      if (c->state == FINISHED) continue;
      if (late) {
        limit_requests = 0;
        fail(c, "given up");
        continue;
      }
      open++;
      if (c->paused && allowance(c) > 0) {
        c->paused = false;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
      }
    }
  }
  print_result(now() - begin);
  return 0;
}
