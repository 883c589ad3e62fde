import type { Env } from '@hearthlore/config';
import type { RetentionKind, RetentionRule } from '@hearthlore/data-rights';
import { talkedTo } from './fixed-settings.js';

export const RUNBOOKS = ['breach-notice', 'record-of-processing', 'retention-table'] as const;
export type RunbookKey = (typeof RUNBOOKS)[number];

export interface Runbook {
  readonly key: RunbookKey;
  /** Markdown, to be filled in where it says [ ]. */
  readonly text: string;
}

export interface RunbookFacts {
  readonly env: Env;
  readonly rules: readonly Pick<RetentionRule, 'kind' | 'days'>[];
  readonly members: number;
  readonly now: Date;
}

/** Texts that are asked for when something has happened, or by law, with what is set here filled in. */
export function runbooks(facts: RunbookFacts): Runbook[] {
  return [
    { key: 'breach-notice', text: breachNotice(facts) },
    { key: 'record-of-processing', text: recordOfProcessing(facts) },
    { key: 'retention-table', text: retentionTable(facts) },
  ];
}

/** What Regulation (EU) 2016/679 Art. 33(3) asks for, in its order. */
function breachNotice({ env, members, now }: RunbookFacts): string {
  return `# Notice of a personal data breach

To the supervisory authority, within 72 hours of having become aware (Art. 33 GDPR; a household that serves nobody but itself is exempt by Art. 2(2)(c)).

- Written: ${dayOf(now)}. Aware since: [ ].
- Nature of the breach: [ ]. Members of this installation: ${members}; of them concerned: [ ].
- What was stored: documents, conversations, names and e-mail addresses, each as ciphertext under the member's own key. A copy of the data folder or of a backup shows sizes, dates and who exists, not content.
- It shows content where the master key **and** a member's passphrase or recovery key were taken as well, or while that member was signed in on a machine that was taken over: [ ].
- Contact: [ ].
- Likely consequences: [ ].
- Measures: lockdown (\`hearthlore lockdown on\`), passphrases changed, master key rotated (\`hearthlore rotate master\`), audit log verified (\`hearthlore audit verify\`): [ ].
- Hosts that this installation talks to: ${hostsOf(env)}.
`;
}

/** What Art. 30(1) asks for. */
function recordOfProcessing({ env, members, now }: RunbookFacts): string {
  const target = env.HEARTHLORE_BACKUP_TARGET;
  const where = target === undefined ? 'none are made' : target.startsWith('file:') ? 'a folder' : 'an S3 bucket';
  return `# Record of processing activities

As of ${dayOf(now)}, from the settings of this installation.

| | |
|---|---|
| Controller | [ ] |
| Purpose | keeping and searching one's own documents, answering questions about them |
| Persons concerned | ${members} members, and whoever their documents name |
| Categories of data | name, e-mail address, documents, conversations, activity log of keyed tags |
| Recipients | ${hostsOf(env)} |
| Backups | ${where}; encrypted to recipients whose identity is not on the server |
| Time limits | see the retention table; members set shorter ones themselves |
| Technical measures | encryption at rest under a key per member, row-level security, signed audit log, second factors, throttled sign-in |
`;
}

/** Names of the kinds as people read them; what the program sweeps by itself stands below. */
const KIND_NAMES: Readonly<Record<RetentionKind, string>> = {
  documents: 'Documents',
  conversations: 'Conversations',
  questions: 'Questions in conversations',
  answers: 'Answers in conversations',
  'audit-bodies': 'Texts of the audit log',
  sessions: 'Ended sessions',
  usage: 'Daily use',
};

function retentionTable({ rules, now }: RunbookFacts): string {
  const rows = rules.map(
    ({ kind, days }) => `| ${KIND_NAMES[kind]} | ${days === null ? 'no rule: never by age' : `${days} days`} |`,
  );
  return `# Retention

As of ${dayOf(now)}. A member may set shorter times, a date for a single document, and a hold on it.

| What | Goes after |
|---|---|
${rows.join('\n')}
| Notices to members | 90 days |
| Results of background jobs | 7 days, failed ones 90 days |
| Documents set aside in the drop box | 30 days |
| Exports | 24 hours |
| Backups | 35 days at most |
`;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function hostsOf(env: Env): string {
  const hosts = talkedTo(env).map(
    ({ purpose, host, isLocal }) => `${host} (${purpose}${isLocal ? ', this machine' : ''})`,
  );
  return hosts.length === 0 ? 'none' : hosts.join(', ');
}
