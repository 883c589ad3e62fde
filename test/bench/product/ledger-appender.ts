import { randomBytes } from 'node:crypto';
import { FileErasureLedger } from '@hearthlore/backup';
import { SystemClock } from '@hearthlore/kernel';

/** Appends tombstones until it is killed, or so many of them; tells on standard output which ones were acknowledged. */
export async function main([dataDir = '', count = 'Infinity']: readonly string[]): Promise<void> {
  const ledger = new FileErasureLedger({ dataDir, clock: new SystemClock() });
  process.stdout.write('up\n');
  for (let left = Number(count); left > 0; left -= 1) {
    const { tag } = await ledger.append({ tag: randomBytes(32).toString('hex'), reason: 'member' });
    process.stdout.write(`${tag}\n`);
  }
}
