import { bitesFrom, type DueThing, type RetentionRule, WRITTEN_KINDS, type WrittenKind } from '@hearthlore/data-rights';
import type { DueThingDto, OwnRetentionDto } from './own-retention.dto.js';

export function toOwnRetentionDto(
  installation: readonly RetentionRule[],
  own: readonly RetentionRule<WrittenKind>[],
): OwnRetentionDto {
  const rules = WRITTEN_KINDS.map((kind) => {
    const both = [installation, own].map((rules) => rules.find((rule) => rule.kind === kind));
    const [theirs, mine] = both;
    const dates = both.flatMap((rule) => (rule === undefined || rule.days === null ? [] : bitesFrom(rule).getTime()));
    return {
      kind,
      days: mine?.days ?? null,
      installationDays: theirs?.days ?? null,
      bitesFrom: dates.length === 0 ? null : new Date(Math.min(...dates)).toISOString(),
    };
  });
  return { rules };
}

export function toDueThingDto({ kind, id, title, due }: DueThing): DueThingDto {
  return { kind, id, title, due: due.toISOString() };
}
