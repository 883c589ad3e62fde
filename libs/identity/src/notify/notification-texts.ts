import { NoticeKind } from '../journal/notices.js';
import type { Notification } from './ports/notifier.port.js';

/** What a member reads: that it happened, never to what. */
const NOTICES: Readonly<Record<NoticeKind, string>> = {
  [NoticeKind.sessionReuse]:
    'A sign-in of yours was used twice at once. It was ended. If that was not you, change your passphrase.',
  [NoticeKind.passphraseChanged]: 'Your passphrase was changed.',
  [NoticeKind.recoveryKeyUsed]: 'Your recovery key was used to get back into your account.',
  [NoticeKind.recoveryKeyReplaced]: 'Your recovery key was replaced. The old one opens nothing any more.',
  [NoticeKind.secondFactorChanged]: 'The second step of your sign-in was changed.',
  [NoticeKind.passkeyAdded]: 'A passkey was added to your account.',
  [NoticeKind.secondFactorRefused]:
    'Somebody knows your passphrase, or nearly: a second step with a wrong code was refused.',
  [NoticeKind.resetRequested]: 'A reset of your account was opened for you.',
  [NoticeKind.startEmptyScheduled]: 'Your account is to start empty. You can call that off by signing in.',
  [NoticeKind.roleChanged]: 'Your role was changed.',
  [NoticeKind.retentionAhead]: 'Something of yours is going to be erased by its date soon. You can keep it.',
  [NoticeKind.erasureScheduled]: 'Your account is going to be erased. You can call that off by signing in.',
  [NoticeKind.erasureCancelled]: 'The erasure of your account was called off.',
};

const INCIDENTS: Readonly<Record<string, string>> = {
  'audit-broken': 'The audit log is not what was signed: somebody or something changed it.',
  'backup-overdue': 'The last good backup is more than 26 hours old.',
  'drill-overdue': 'The last good restore drill is more than 35 days old.',
  'dead-letters': 'Background jobs have failed for good.',
  'session-reuse': 'An old sign-in token came back: somebody may have a copy of a session.',
  'foreign-point':
    'The vector store answered with something that is not ours: somebody wrote to it, or its data is damaged.',
  'vector-store-down': 'The vector store has not answered for ten minutes. Searching goes on, slower.',
  lockdown: 'The installation was locked down.',
};

export interface TextOptions {
  /** Where people open it, for the last line. */
  readonly address: string | undefined;
  readonly timeZone: string;
}

/** @param kind One that a later version knows is told without its sentence. */
export function noticeText(kind: string, at: Date, options: TextOptions): Notification {
  const known = Object.entries(NOTICES).find(([name]) => name === kind)?.[1];
  return compose(kind, at, 'Hearthlore: about your account', known ?? 'Something happened to your account.', options);
}

export function incidentText(kind: string, severity: string, at: Date, options: TextOptions): Notification {
  const sentence = INCIDENTS[kind] ?? 'An incident was opened.';
  return compose(kind, at, `Hearthlore: incident (${severity})`, sentence, options);
}

function compose(kind: string, at: Date, subject: string, sentence: string, options: TextOptions): Notification {
  const when = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: options.timeZone,
  }).format(at);
  const where = options.address === undefined ? [] : ['', options.address];
  return { kind, at, subject, text: [sentence, '', when, ...where, ''].join('\n') };
}
