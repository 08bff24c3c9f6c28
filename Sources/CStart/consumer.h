/* Listens as one of the C programs of pmon bench does: consumer.c. Returns the exit code. */
int run_bench_consumer(const char *way, const char *load_process);
