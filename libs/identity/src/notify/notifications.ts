import type { NoticeId, UserId } from '@hearthlore/kernel';
import type { AccountsService } from '../accounts/accounts.service.js';
import { InvalidCredentialsError } from '../identity.errors.js';
import type { Notices } from '../journal/notices.js';
import { incidentText, noticeText, type TextOptions } from './notification-texts.js';
import type { Notification, Notifier } from './ports/notifier.port.js';

/** The ways that there are; a member's notice goes by mail alone, to that member. */
export interface NotificationWays {
  readonly mail: Notifier | undefined;
  /** Log and webhook: for whoever runs the installation. */
  readonly operator: readonly Notifier[];
}

export interface ToldIncident {
  readonly kind: string;
  readonly severity: string;
  readonly openedAt: Date;
}

/** Tells people who are not looking at the page. It is here that an address is opened, and nowhere kept. */
export class Notifications {
  constructor(
    private readonly ways: NotificationWays,
    private readonly accounts: Pick<AccountsService, 'get'>,
    private readonly notices: Pick<Notices, 'list'>,
    private readonly texts: TextOptions,
  ) {}

  /** @returns To how many it went: none where the notice was seen meanwhile, or there is no mail. */
  async tellMember(ownerId: UserId, id: NoticeId): Promise<number> {
    if (this.ways.mail === undefined) return 0;
    const notice = (await this.notices.list(ownerId)).find((one) => one.id === id);
    const address = notice && (await this.#addressOf(ownerId));
    if (notice === undefined || address === undefined) return 0;
    await this.ways.mail.send(noticeText(notice.kind, notice.createdAt, this.texts), address);
    return 1;
  }

  /**
   * @returns To how many it went.
   * @throws what the last way failed with, when every way did: who was told is not told again for the sake of another.
   */
  async tellManagers(incident: ToldIncident, managers: readonly UserId[]): Promise<number> {
    const text = incidentText(incident.kind, incident.severity, incident.openedAt, this.texts);
    const sendings = [
      ...this.ways.operator.map((way) => way.send(text, undefined)),
      ...managers.map((id) => this.#mail(id, text)),
    ];
    const results = await Promise.allSettled(sendings);
    const failure = results.find(({ status }) => status === 'rejected');
    const sent = results.filter(({ status }) => status === 'fulfilled').length;
    if (failure?.status === 'rejected' && sent <= 1) throw failure.reason;
    return sent;
  }

  async #mail(id: UserId, text: Notification): Promise<void> {
    if (this.ways.mail === undefined) return;
    const address = await this.#addressOf(id);
    if (address !== undefined) await this.ways.mail.send(text, address);
  }

  async #addressOf(id: UserId): Promise<string | undefined> {
    try {
      return (await this.accounts.get(id)).email;
    } catch (error) {
      // Erased meanwhile.
      if (error instanceof InvalidCredentialsError) return undefined;
      throw error;
    }
  }
}
