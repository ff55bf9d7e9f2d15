// What the programs in C share: a clock that they have in common, and the spans of time that they saw.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NANOSECONDS 1000000L // in a millisecond

struct span {
  long from, to; // nanoseconds since 1970
};

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1000 * NANOSECONDS + time.tv_nsec;
}

/** Writes [[from, to], ...] in milliseconds since 1970. */
static void write_spans(FILE *stream, const struct span *spans, size_t count) {
  for (size_t at = 0; at < count; at++) {
    double from = spans[at].from / (double)NANOSECONDS, to = spans[at].to / (double)NANOSECONDS;
    fprintf(stream, "%s[%.4f,%.4f]", at ? "," : "[", from, to);
  }
  fputs(count ? "]" : "[]", stream);
}
