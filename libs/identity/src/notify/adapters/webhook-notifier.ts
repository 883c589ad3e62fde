import type { Secret } from '@hearthlore/config';
import { NotificationRefusedError, NotNotifiedError } from '../notify.errors.js';
import { type Notification, Notifier } from '../ports/notifier.port.js';

/** Milliseconds for a server that does not answer. */
const PATIENCE = 10_000;
/** What may go better later, besides every 5xx: request time-out, conflict, too many (RFC 9110 §15.5, RFC 6585 §4). */
const LATER: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** A POST of JSON to the one address that the operator named. */
export class WebhookNotifier extends Notifier {
  constructor(private readonly url: Secret) {
    super();
  }

  override async send({ kind, at, text }: Notification): Promise<void> {
    const status = await this.#post(JSON.stringify({ kind, at: at.toISOString(), text }));
    if (status >= 200 && status < 300) return;
    if (status >= 500 || LATER.has(status)) throw new NotNotifiedError({ cause: new Error(`status ${status}`) });
    throw new NotificationRefusedError({ cause: new Error(`status ${status}`) });
  }

  async #post(body: string): Promise<number> {
    try {
      const response = await fetch(this.url.reveal(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        // Another address than the one that was named is not where this may go.
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE),
      });
      await response.body?.cancel();
      return response.status;
    } catch (cause) {
      throw new NotNotifiedError({ cause });
    }
  }
}
