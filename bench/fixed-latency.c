// A server that answers every POST with the same audio after a fixed time, for bench/load-overhead.mjs. It is written
// in C since a reference must not pause: one in Node collects garbage, and is late without knowing.
//
//   cc -O2 fixed-latency.c -o fixed-latency && ./fixed-latency AUDIO
//
// The first part of the path is the time in milliseconds, the same for all requests of a run. GET gives the requests
// since the last GET as [[from, to], ...], from the arrival to the last byte of the answer, in milliseconds since 1970.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "spans.h"

#define MOST 65536 // requests under way, and those that a run may have

struct answer {
  int socket;
  long arrived, due;
};

static struct answer queue[MOST];
static unsigned long first, next; // of the queue: the times are equal, so answers are due in the order of arrival
static struct span served[MOST];
static size_t count;
static char answer[1 << 21];
static size_t answer_length;

static void load_answer(const char *file) {
  static char audio[1 << 20];
  FILE *stream = fopen(file, "rb");
  if (!stream) exit(2);
  size_t length = fread(audio, 1, sizeof audio, stream);
  int head = sprintf(answer, "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: %zu\r\n\r\n", length);
  memcpy(answer + head, audio, length);
  answer_length = head + length;
}

static void send_all(int socket, const char *bytes, size_t length) {
  for (size_t sent = 0; sent < length;) {
    ssize_t part = write(socket, bytes + sent, length - sent);
    if (part < 0 && errno != EAGAIN) return;
    if (part > 0) sent += part;
  }
}

static void send_served(int socket) {
  char *text, head[256];
  size_t length;
  FILE *stream = open_memstream(&text, &length);
  write_spans(stream, served, count);
  fclose(stream);
  count = 0;
  send_all(socket, head, sprintf(head, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %zu\r\n\r\n", length));
  send_all(socket, text, length);
  free(text);
  shutdown(socket, SHUT_WR);
}

static void receive(int socket, long arrived) {
  char text[65536];
  ssize_t length = read(socket, text, sizeof text - 1);
  if (length <= 0) {
    close(socket);
    return;
  }
  text[length] = 0;
  if (!strncmp(text, "GET", 3)) send_served(socket);
  else if (text[length - 1] == '}') { // the end of the request's JSON, which may come in a piece of its own
    static long milliseconds;
    if (!strncmp(text, "POST /", 6)) milliseconds = atol(text + 6);
    queue[next++ % MOST] = (struct answer){socket, arrived, arrived + milliseconds * NANOSECONDS};
  }
}

static void welcome(int listener, int poll) {
  int on = 1, room = 1 << 20, socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = socket};
  epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

static void send_due(void) {
  for (; first < next && queue[first % MOST].due <= now(); first++) {
    struct answer *each = &queue[first % MOST];
    send_all(each->socket, answer, answer_length);
    if (count < MOST) served[count++] = (struct span){each->arrived, now()};
  }
}

static int listen_somewhere(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1024)) exit(1);
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

int main(int given, char **arguments) {
  if (given != 2) return 2;
  load_answer(arguments[1]);
  int listener = listen_somewhere(), poll = epoll_create1(0);
  struct epoll_event events[256], event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    long left = first < next ? queue[first % MOST].due - now() : 0;
    struct timespec wait = {.tv_nsec = left > 0 ? left : 0};
    if (wait.tv_nsec >= 1000 * NANOSECONDS) wait = (struct timespec){.tv_sec = 1};
    int ready = epoll_pwait2(poll, events, 256, first < next ? &wait : NULL, NULL);
    long arrived = now();
    for (int at = 0; at < ready; at++) {
      if (events[at].data.fd == listener) welcome(listener, poll);
      else receive(events[at].data.fd, arrived);
    }
    send_due();
  }
}
