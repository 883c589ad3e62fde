import { useQuery } from '@tanstack/react-query';
import { ownPreviewQuery, ownRetentionQuery } from '../../api/data-queries.js';
import type { DueThing } from '../../api/types.js';

/** @returns What goes of this document or conversation by a rule within thirty days. Asked only where there are rules. */
export function useDue(id: string): DueThing | undefined {
  const rules = useQuery(ownRetentionQuery);
  const hasRule = rules.data?.some(({ days, installationDays }) => days !== null || installationDays !== null) ?? false;
  const due = useQuery({ ...ownPreviewQuery, enabled: hasRule });
  return due.data?.find((thing) => thing.id === id);
}
