import { Random } from "../../src/base/index.ts";
import { TestPair } from "./pair.ts";
for (let seed = 1; seed <= 30; seed++) {
  const pair = new TestPair({ lossPerBlock: 0.2, leaseMs: 5000, random: new Random(seed) });
  try { pair.up(120);
  const chance = new Random(seed).fork("bursts");
  let next = 1;
  while (next <= 3000) {
    for (let burst = chance.int(20); burst >= 0 && next <= 3000; burst--) if (pair.step(next)) next++;
    pair.clock.advance(chance.int(60_000));
  }
  pair.until(() => pair.host.flushed(), 60);
  } catch (e) { console.log("ERR", String(e).slice(0, 200)); }
  const c = pair.host.counters;
  console.log(seed, pair.stepIds.length, c.retransmits, c.naks, c.timeouts, c.reconnects, c.droppedCommands, pair.states.filter((s) => s.startsWith("lost")).join());
}
