import type { DrizzleIncidentStore, Incidents } from '@hearthlore/audit';
import type { Env } from '@hearthlore/config';
import {
  type AccountsService,
  LogNotifier,
  type Notices,
  Notifications,
  type Notifier,
  SmtpNotifier,
  WebhookNotifier,
} from '@hearthlore/identity';
import { QueueWorker } from '@hearthlore/jobs';
import { Logger } from '@nestjs/common';
import type { PlatformQueues } from './platform-queues.js';

/** Of mails where nobody set another sender. */
const SENDER = 'hearthlore@localhost';

export interface PlatformNotifyOptions {
  readonly env: Env;
  readonly jobs: PlatformQueues;
  readonly accounts: AccountsService;
  readonly notices: Notices;
  readonly incidents: Incidents;
  readonly incidentStore: DrizzleIncidentStore;
}

/** Works the notify queue off here, because no other process can open an address. */
export function openPlatformNotify(options: PlatformNotifyOptions): { close(): Promise<void> } {
  const { env, jobs, accounts, notices, incidents, incidentStore } = options;
  const logger = new Logger('Notify');
  const notAdded = (error: unknown): void => logger.warn('a notification could not be queued', error);
  const mail = mailOf(env);
  const webhook = env.HEARTHLORE_NOTIFY_WEBHOOK;
  const operator: Notifier[] = [new LogNotifier(), ...(webhook === undefined ? [] : [new WebhookNotifier(webhook)])];
  const texts = { address: env.HEARTHLORE_PUBLIC_URL, timeZone: env.TZ };
  const notifications = new Notifications({ mail, operator }, accounts, notices, texts);

  // What is told is kept already: a queue that does not answer must not undo it.
  if (mail !== undefined)
    notices.whenAdded(async (ownerId, noticeId) => {
      await jobs.queues.add('notify', 'notice', { ownerId, noticeId }, { jobId: noticeId }).catch(notAdded);
    });
  incidents.whenOpened(async (incidentId) => {
    await jobs.queues.add('notify', 'incident', { incidentId }, { jobId: incidentId }).catch(notAdded);
  });

  const worker = new QueueWorker(
    jobs.backend,
    'notify',
    {
      notice: async ({ ownerId, noticeId }) => ({ sent: await notifications.tellMember(ownerId, noticeId) }),
      incident: async ({ incidentId }) => {
        const incident = await incidentStore.look(incidentId);
        if (incident === undefined) return { sent: 0 };
        return {
          sent: await notifications.tellManagers({ ...incident, id: incidentId }, await incidentStore.managers()),
        };
      },
    },
    { onFailure: (error) => logger.error('a notification failed', error) },
  );
  return {
    close: async () => {
      await worker.close();
      mail?.close();
    },
  };
}

function mailOf({ HEARTHLORE_SMTP_URL: url, HEARTHLORE_SMTP_FROM: from }: Env): SmtpNotifier | undefined {
  return url === undefined ? undefined : new SmtpNotifier(url, from ?? SENDER);
}
