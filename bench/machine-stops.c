// Watches a machine stop, for bench/load-overhead.mjs: on every processor a thread that goes before all others sleeps for
// half a millisecond, again and again, and is late only where the processor itself was taken away.
//
//   cc -O2 -pthread machine-stops.c -o machine-stops && ./machine-stops
//
// On SIGTERM it prints when each processor was stopped for over 0.3 ms, [[from, to], ...] in milliseconds since 1970.
// Without the right to go first (root, or CAP_SYS_NICE) it ends with 3: it would count the work of others as stops.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spans.h"

#define MOST 1000000
#define PERIOD (NANOSECONDS / 2)
#define LATE (3 * NANOSECONDS / 10)

static struct span stops[MOST];
static size_t count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void keep(long from, long to) {
  pthread_mutex_lock(&lock);
  if (count < MOST) stops[count++] = (struct span){from, to};
  pthread_mutex_unlock(&lock);
}

static void *watch(void *processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((long)processor, &set);
  struct sched_param priority = {.sched_priority = 50};
  if (sched_setaffinity(0, sizeof set, &set) || sched_setscheduler(0, SCHED_FIFO, &priority)) exit(3);
  for (;;) {
    long due = now() + PERIOD;
    nanosleep(&(struct timespec){.tv_nsec = PERIOD}, NULL);
    long woken = now();
    if (woken - due > LATE) keep(due, woken);
  }
}

int main(void) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  mlockall(MCL_CURRENT | MCL_FUTURE);
  for (long processor = 0; processor < sysconf(_SC_NPROCESSORS_ONLN); processor++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, watch, (void *)processor)) return 1;
  }
  int signal;
  sigwait(&ends, &signal);
  pthread_mutex_lock(&lock);
  write_spans(stdout, stops, count);
}
