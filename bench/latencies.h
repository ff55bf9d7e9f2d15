// What both programs in C measure with: a clock, and the percentiles of what it gave. In nanoseconds.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NANOSECONDS 1000000L // in a millisecond

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 * NANOSECONDS + time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

/** Sorts the latencies and writes [p50, p99] in milliseconds. Returns the length of the text. */
static int write_percentiles(char *text, long *latencies, size_t count) {
  qsort(latencies, count, sizeof *latencies, ascending);
  double p50 = count ? latencies[count / 2] : 0, p99 = count ? latencies[count * 99 / 100] : 0;
  return sprintf(text, "[%.4f,%.4f]", p50 / NANOSECONDS, p99 / NANOSECONDS);
}
