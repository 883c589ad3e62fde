import {
  bitesFrom,
  DEFAULT_DAYS,
  LEAST_DAYS,
  type RetentionRule,
  type RetentionRun,
  SUGGESTED_DAYS,
} from '@hearthlore/data-rights';
import { z } from 'zod';
import type { RetentionPreviewDto, RetentionResultDto, RetentionRuleDto, RetentionRunDto } from './retention.dto.js';

const counts = z.object({
  documents: z.number(),
  conversations: z.number(),
  exports: z.number(),
  'audit-bodies': z.number(),
  sessions: z.number(),
  usage: z.number(),
  jobs: z.number(),
});
const report = z.object({ at: z.string(), counts, waiting: z.number() });
const refusal = z.object({ at: z.string(), steadyAt: z.string() });
const preview = report.extend({ inSevenDays: counts, inThirtyDays: counts, steadyAt: z.string().nullable() });

/** What the worker answers to a run, out of the queue. */
export const runSchema = z.union([report, refusal]);
export const previewSchema = preview;

export function toRetentionResultDto(result: z.infer<typeof report>): RetentionResultDto {
  return { expiredDocuments: result.counts.documents, ...result };
}

export function toRetentionPreviewDto(result: z.infer<typeof preview>): RetentionPreviewDto {
  return { expiredDocuments: result.counts.documents, ...result };
}

export function toRetentionRuleDto(rule: RetentionRule): RetentionRuleDto {
  const { kind, days, changedAt } = rule;
  const isSet = changedAt.getTime() > 0;
  return {
    kind,
    days,
    leastDays: LEAST_DAYS[kind],
    defaultDays: DEFAULT_DAYS[kind],
    suggestedDays: SUGGESTED_DAYS[kind] ?? null,
    changedAt: isSet ? changedAt.toISOString() : null,
    bitesFrom: isSet && days !== null ? bitesFrom(rule).toISOString() : null,
  };
}

export function toRetentionRunDto(run: RetentionRun): RetentionRunDto {
  return {
    id: run.id,
    trigger: run.trigger,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    documents: run.expiredDocuments,
    conversations: run.expiredConversations,
    waiting: run.waitingConversations,
    auditBodies: run.auditBodies,
    sessions: run.sessions,
    usage: run.usage,
    error: run.error,
  };
}
