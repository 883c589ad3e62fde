import type { IncidentId, NoticeId, UserId } from '@hearthlore/kernel';
import type { AccountsService } from '../accounts/accounts.service.js';
import { InvalidCredentialsError } from '../identity.errors.js';
import type { Notices } from '../journal/notices.js';
import { incidentText, noticeText, type TextOptions } from './notification-texts.js';
import type { Notification, Notifier } from './ports/notifier.port.js';

/** Incidents that are remembered like that; more at once are no news any more. */
const REMEMBERED = 100;

/** The ways that there are; a member's notice goes by mail alone, to that member. */
export interface NotificationWays {
  readonly mail: Notifier | undefined;
  /** Log and webhook: for whoever runs the installation. */
  readonly operator: readonly Notifier[];
}

export interface ToldIncident {
  readonly id: IncidentId;
  readonly kind: string;
  readonly severity: string;
  readonly openedAt: Date;
}

/** Tells people who are not looking at the page. It is here that an address is opened, and nowhere kept. */
export class Notifications {
  /** Who was told of an incident that not everybody could be told of; after a restart all are told again. */
  readonly #told = new Map<IncidentId, Set<string>>();

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
   * @throws what one of the ways failed with, once all were tried: called again, it tells those alone who were not told.
   */
  async tellManagers(incident: ToldIncident, managers: readonly UserId[]): Promise<number> {
    const text = incidentText(incident.kind, incident.severity, incident.openedAt, this.texts);
    const told = this.#toldOf(incident.id);
    const ways = new Map<string, () => Promise<void>>([
      ...this.ways.operator.map((way, index) => [`operator ${index}`, () => way.send(text, undefined)] as const),
      ...managers.map((id) => [id, () => this.#mail(id, text)] as const),
    ]);
    const failures: unknown[] = [];
    for (const [name, send] of ways)
      if (!told.has(name))
        await send().then(
          () => told.add(name),
          (error: unknown) => failures.push(error),
        );
    if (failures.length > 0) throw failures[0];
    this.#told.delete(incident.id);
    return ways.size;
  }

  #toldOf(id: IncidentId): Set<string> {
    const told = this.#told.get(id) ?? new Set();
    this.#told.set(id, told);
    for (const oldest of this.#told.keys()) if (this.#told.size > REMEMBERED) this.#told.delete(oldest);
    return told;
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
