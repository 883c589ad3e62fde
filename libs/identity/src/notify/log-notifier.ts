import { Logger } from '@nestjs/common';
import { type Notification, Notifier } from './ports/notifier.port.js';

/** A line in the server's log, for whoever watches that. */
export class LogNotifier extends Notifier {
  readonly #logger = new Logger('Notify');

  override send({ kind, at }: Notification): Promise<void> {
    this.#logger.warn('incident', { kind, at: at.toISOString() });
    return Promise.resolve();
  }
}
