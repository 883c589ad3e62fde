import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentsQuery, overviewQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import type { Incident, ReportedIncident } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Button } from '../../../ui/button.js';
import { Select } from '../../../ui/select.js';

const KINDS: readonly ReportedIncident['kind'][] = [
  'lost-device',
  'suspected-intrusion',
  'disclosed-data',
  'lost-data',
  'unavailable',
  'other',
];
const SEVERITIES: readonly Incident['severity'][] = ['low', 'medium', 'high', 'critical'];

/** Chosen from lists: what happened to whom is nobody's business here, and belongs on paper. */
export function NewIncidentForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [kind, setKind] = useState<ReportedIncident['kind']>('lost-device');
  const [severity, setSeverity] = useState<Incident['severity']>('medium');
  const open = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/admin/incidents', { body: { kind, severity } })),
    onSuccess: () => {
      onDone();
      return Promise.all(
        [incidentsQuery, overviewQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!open.isPending) open.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Select
        label={t('incident.what')}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`incident.kind.${value}`) }))}
        onChange={setKind}
      />
      <Select
        label={t('incident.howBad')}
        value={severity}
        options={SEVERITIES.map((value) => ({ value, label: t(`incident.severity.${value}`) }))}
        onChange={setSeverity}
      />
      {open.isError && <ProblemNotice error={open.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>{t('action.cancel')}</Button>
        <Button look="primary" type="submit" busy={open.isPending}>
          {t('incident.write')}
        </Button>
      </div>
    </form>
  );
}
