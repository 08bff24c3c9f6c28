// A client of the daemon as a database would have one: requests over one connection, kept open.
#define _GNU_SOURCE 1
#include "victims.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const uint64_t patience = 180000000000;

static bool connect_to(struct connection *connection) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", connection->path);
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    close(descriptor);
    return false;
  }
  connection->descriptor = descriptor;
  return true;
}

static void hang_up(struct connection *connection) {
  if (connection->descriptor >= 0) close(connection->descriptor);
  connection->descriptor = -1;
}

// Returns the status, or -1 where no whole answer came.
static int receive_answer(int descriptor) {
  char buffer[16384];
  size_t length = 0;
  while (length < sizeof buffer - 1) {
    struct pollfd poll_descriptor = {.fd = descriptor, .events = POLLIN};
    if (poll(&poll_descriptor, 1, 30000) <= 0) return -1;
    ssize_t count = recv(descriptor, buffer + length, sizeof buffer - 1 - length, 0);
    if (count <= 0) return -1;
    length += (size_t)count;
    buffer[length] = 0;
    char *end = strstr(buffer, "\r\n\r\n");
    if (end == NULL) continue;
    int status = 0;
    if (sscanf(buffer, "HTTP/1.1 %d", &status) != 1) return -1;
    char *field = strcasestr(buffer, "\r\ncontent-length:");
    size_t body = field != NULL && field < end ? strtoul(field + 17, NULL, 10) : 0;
    if (length >= (size_t)(end - buffer) + 4 + body) return status;
  }
  return -1;
}

static int ask_once(struct connection *connection, const char *text, size_t length) {
  if (connection->descriptor < 0 && !connect_to(connection)) return -1;
  if (send(connection->descriptor, text, length, MSG_NOSIGNAL) != (ssize_t)length) return -1;
  return receive_answer(connection->descriptor);
}

int ask(struct connection *connection, const char *method, const char *target, const char *body,
        bool *was_repeated) {
  char text[4096];
  int length = snprintf(text, sizeof text,
                        "%s %s HTTP/1.1\r\nHost: pmon\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        method, target, strlen(body), body);
  uint64_t end = monotonic() + patience;
  for (bool is_first = true; monotonic() < end; is_first = false) {
    *was_repeated = !is_first;
    int status = ask_once(connection, text, (size_t)length);
    if (status > 0 && status != 429 && status != 503) return status;
    if (status < 0) hang_up(connection);
    rest(10);
  }
  return -1;
}

int register_process(struct connection *connection, pid_t pid, uint64_t ticks, const char *guard,
                     const char *token) {
  char process[128] = "", words[160] = "", body[512];
  if (pid > 0) {
    snprintf(process, sizeof process, "\"process\":{\"pid\":%d,\"start_ticks\":%llu},", pid,
             (unsigned long long)ticks);
  }
  if (token != NULL) snprintf(words, sizeof words, ",\"token\":\"%s\"", token);
  snprintf(body, sizeof body, "{%s\"guard\":{\"name\":\"%s\"%s}}", process, guard, words);
  bool was_repeated;
  return ask(connection, "POST", "/v1/registrations", body, &was_repeated);
}

int withdraw_process(struct connection *connection, pid_t pid, const char *guard) {
  char target[256];
  snprintf(target, sizeof target, "/v1/registrations?pid=%d&guard=%s", pid, guard);
  bool was_repeated;
  int status = ask(connection, "DELETE", target, "", &was_repeated);
  // The one before may have been carried out and not answered.
  return status == 404 && was_repeated ? 204 : status;
}
