import type { Secret } from '@hearthlore/config';
import { createTransport, type Transporter } from 'nodemailer';
import { NotificationRefusedError, NotNotifiedError } from '../notify.errors.js';
import { type Notification, Notifier } from '../ports/notifier.port.js';

/** Milliseconds for a server that does not answer. */
const PATIENCE = 20_000;

/** Mail, as plain text. */
export class SmtpNotifier extends Notifier {
  readonly #transport: Transporter;

  /** @param url `smtp://` or `smtps://`, with name and password where the server asks for them. */
  constructor(
    url: Secret,
    private readonly from: string,
  ) {
    super();
    this.#transport = createTransport({
      url: url.reveal(),
      // A name and a password go over TLS alone, whatever somebody in between takes out of the greeting (RFC 3207 §6).
      requireTLS: new URL(url.reveal()).username !== '',
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  override async send({ subject, text, at }: Notification, to: string | undefined): Promise<void> {
    if (to === undefined) return;
    try {
      await this.#transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text, date: at });
    } catch (cause) {
      // 5yz is for good (RFC 5321 §4.2.1).
      if (isFinal(cause)) throw new NotificationRefusedError({ cause });
      throw new NotNotifiedError({ cause });
    }
  }

  close(): void {
    this.#transport.close();
  }
}

function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false;
  const { responseCode } = error;
  return typeof responseCode === 'number' && responseCode >= 550 && responseCode < 560;
}
