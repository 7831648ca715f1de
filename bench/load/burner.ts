/** A thread that keeps a processor busy until it is ended. */
let x = 1;
while (x > 0) x = (x * 48_271) % 2_147_483_647;
