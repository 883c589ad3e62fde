import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { incidentsQuery, overviewQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import type { Incident } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { formatDateTime } from '../../../ui/format.js';

export const severityTones = { low: 'plain', medium: 'attention', high: 'loss', critical: 'loss' } as const;

export function IncidentRow({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (to: 'acknowledge' | 'close') =>
      unwrap(
        client.PATCH('/api/v1/admin/incidents/{id}', { params: { path: { id: incident.id } }, body: { change: to } }),
      ),
    onSettled: () =>
      Promise.all([incidentsQuery, overviewQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
    onError: toastProblem,
  });
  const name = i18next.t(`incident.kind.${incident.kind}`, { defaultValue: incident.kind });
  const dates = [
    t(`incident.source.${incident.source}`, { date: formatDateTime(incident.openedAt) }),
    incident.acknowledgedAt !== null && t('incident.seen', { date: formatDateTime(incident.acknowledgedAt) }),
    incident.closedAt !== null && t('incident.closedAt', { date: formatDateTime(incident.closedAt) }),
  ].filter((date) => date !== false);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-ink-soft">{dates.join(' · ')}</p>
      </div>
      <Badge tone={incident.closedAt === null ? severityTones[incident.severity] : 'plain'}>
        {t(`incident.severity.${incident.severity}`)}
      </Badge>
      {incident.closedAt === null && incident.acknowledgedAt === null && (
        <Button size="small" busy={change.isPending} onClick={() => change.mutate('acknowledge')}>
          {t('incident.acknowledge')}
        </Button>
      )}
      {incident.closedAt === null && (
        <Button
          size="small"
          busy={change.isPending}
          aria-label={t('incident.closeNamed', { name })}
          onClick={() => change.mutate('close')}
        >
          {t('incident.close')}
        </Button>
      )}
    </li>
  );
}
