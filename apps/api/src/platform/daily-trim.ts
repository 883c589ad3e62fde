import { setTimeout as sleep } from 'node:timers/promises';
import { MemberJobs, RetentionRules } from '@hearthlore/data-rights';
import { KeyCache, type MemberVault, opensSelf } from '@hearthlore/vault';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

/** Milliseconds. */
const DAY = 86_400_000;

/** Has overdue messages removed when their owner unlocks, and once a day while that lasts. */
@Injectable()
export class DailyTrim implements OnModuleInit {
  readonly #logger = new Logger(DailyTrim.name);

  constructor(
    private readonly keys: KeyCache,
    private readonly jobs: MemberJobs,
    private readonly rules: RetentionRules,
  ) {}

  onModuleInit(): void {
    this.keys.whenUnlocked((vault) => {
      if (opensSelf(vault)) void this.#run(vault);
    });
  }

  async #run(vault: MemberVault): Promise<void> {
    try {
      while (!vault.signal.aborted) {
        if (await this.rules.hasMessageRule(vault.ownerId))
          await this.jobs.request(vault.ownerId, 'trim-conversations');
        await sleep(DAY, undefined, { signal: vault.signal, ref: false });
      }
    } catch (error) {
      // Signed out: the next unlock begins anew.
      if (!vault.signal.aborted) this.#logger.warn('removing overdue messages failed', error);
    }
  }
}
