/* Nothing is called: see start.c. */
