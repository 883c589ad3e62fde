/** What somebody is told: a kind and a date, never what it is about. */
export interface Notification {
  readonly kind: string;
  readonly at: Date;
  readonly subject: string;
  /** Sentences for people. */
  readonly text: string;
}

/** A way to tell somebody who is not looking at the page. */
export abstract class Notifier {
  /**
   * @param to Address of whoever is told; absent where the way itself leads to one place.
   * @throws {NotNotifiedError} when trying again may help.
   * @throws {NotificationRefusedError} when it does not.
   */
  abstract send(notification: Notification, to: string | undefined): Promise<void>;
}
