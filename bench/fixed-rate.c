// The least that a client can be, for bench/load-overhead.mjs: one thread in C that sends POST requests at a fixed rate,
// reads the answers to their end and drops them. What it sees beyond the latency of the server is the machine.
//
//   cc -O2 fixed-rate.c -o fixed-rate && ./fixed-rate PORT PATH RATE COUNT
//
// Prints [[from, to], ...], from when a request was due to the last byte of its answer, in milliseconds since 1970. Every
// answer is taken to be as long as the first.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "spans.h"

#define MOST 65536 // requests, and file descriptors

static long due_of[MOST], received[MOST]; // by socket
static int idle[MOST], idle_count;
static struct span seen[MOST];
static long answer_length;
static int done, poller;
static struct sockaddr_in address = {.sin_family = AF_INET};
static char request[1024];

static int free_socket(void) {
  if (idle_count > 0) return idle[--idle_count];
  int on = 1, made = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(made, (struct sockaddr *)&address, sizeof address)) exit(1);
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = made};
  epoll_ctl(poller, EPOLL_CTL_ADD, made, &event);
  return made;
}

static void send_request(long due) {
  int socket = free_socket();
  due_of[socket] = due;
  received[socket] = 0;
  if (write(socket, request, strlen(request)) < 0) exit(1);
}

/** Head and body, from the first piece of the first answer. */
static long length_of(char *text, ssize_t length) {
  text[length] = 0;
  char *body = strstr(text, "\r\n\r\n"), *field = strcasestr(text, "content-length:");
  if (!body || !field) exit(1);
  return body + 4 - text + atol(field + strlen("content-length:"));
}

static void receive(int socket) {
  static char text[1 << 20];
  ssize_t length = read(socket, text, sizeof text - 1);
  if (length <= 0) exit(1);
  if (answer_length == 0) answer_length = length_of(text, length);
  received[socket] += length;
  if (received[socket] < answer_length) return;
  seen[done++] = (struct span){due_of[socket], now()};
  idle[idle_count++] = socket;
}

int main(int given, char **arguments) {
  if (given != 5) return 2;
  long interval = 1000 * NANOSECONDS / atol(arguments[3]);
  int count = atoi(arguments[4]), sent = 0;
  if (count > MOST) return 2;
  address.sin_port = htons(atoi(arguments[1]));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sprintf(request, "POST %s HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}", arguments[2]);
  poller = epoll_create1(0);
  struct epoll_event events[256];
  for (long start = now(); done < count;) {
    while (sent < count && start + sent * interval <= now()) send_request(start + sent++ * interval);
    long left = start + sent * interval - now();
    struct timespec wait = {.tv_nsec = left > 0 ? left : 0};
    if (sent == count || left >= 1000 * NANOSECONDS) wait = (struct timespec){.tv_sec = 1};
    int ready = epoll_pwait2(poller, events, 256, &wait, NULL);
    for (int at = 0; at < ready; at++) receive(events[at].data.fd);
  }
  write_spans(stdout, seen, count);
}
