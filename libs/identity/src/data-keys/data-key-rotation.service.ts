import { AuditAction } from '@hearthlore/audit';
import type { DataKeys, DataKeyStatus, MemberVault } from '@hearthlore/vault';
import type { AccountJournal } from '../journal/account-journal.js';

/** A new data key at the member's wish; what is under older ones follows in the background. */
export class DataKeyRotationService {
  constructor(
    private readonly keys: DataKeys,
    private readonly journal: Pick<AccountJournal, 'record'>,
  ) {}

  async rotate(vault: MemberVault): Promise<DataKeyStatus> {
    await this.keys.add(vault);
    await this.keys.follow(vault);
    await this.journal.record({ action: AuditAction.dataKeysRotated, actorId: vault.ownerId, result: 'ok' });
    return this.status(vault);
  }

  status(vault: MemberVault): Promise<DataKeyStatus> {
    return this.keys.status(vault);
  }
}
