import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentsQuery } from '../../../api/admin-queries.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Card, Loading } from '../../../ui/page.js';
import { IncidentRow } from './incident-row.js';
import { NewIncidentForm } from './new-incident-form.js';

/** What was dealt with already is out of the way until somebody asks for it. */
export function IncidentsCard() {
  const { t } = useTranslation();
  const incidents = useQuery(incidentsQuery);
  const [isAdding, setAdding] = useState(false);
  const open = incidents.data?.filter(({ closedAt }) => closedAt === null) ?? [];
  const closed = incidents.data?.filter(({ closedAt }) => closedAt !== null) ?? [];
  return (
    <Card title={t('incident.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('incident.lead')}</p>
      {incidents.isPending && <Loading label={t('incident.loading')} />}
      {incidents.isError && <ProblemNotice error={incidents.error} onRetry={() => void incidents.refetch()} />}
      {incidents.isSuccess && open.length === 0 && <p className="text-ink-soft">{t('incident.none')}</p>}
      <ul className="divide-y divide-line empty:hidden">
        {open.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
      {closed.length > 0 && (
        <details>
          <summary className="min-h-6 text-sm underline-offset-2 hover:underline">
            {t('incident.closed', { count: closed.length })}
          </summary>
          <ul className="divide-y divide-line empty:hidden">
            {closed.map((incident) => (
              <IncidentRow key={incident.id} incident={incident} />
            ))}
          </ul>
        </details>
      )}
      <div>
        <Button onClick={() => setAdding(true)}>{t('incident.add')}</Button>
      </div>
      <Dialog
        open={isAdding}
        onClose={() => setAdding(false)}
        title={t('incident.add')}
        description={t('incident.addLead')}
      >
        <NewIncidentForm onDone={() => setAdding(false)} />
      </Dialog>
    </Card>
  );
}
