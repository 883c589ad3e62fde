import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PackageOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { exportsQuery, jobsQuery } from '../../api/data-queries.js';
import { unwrap } from '../../api/unwrap.js';
import { MemberJobLine, isUnderWay } from '../../features/job/member-job.js';
import { PassphraseInput } from '../../features/passphrase/passphrase-input.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { withStepUp } from '../../features/step-up/step-up.js';
import { Button } from '../../ui/button.js';
import { Card, Loading } from '../../ui/page.js';
import { ExportRow } from './export-row.js';

/** A copy of everything that is the member's, made while their keys are open and kept for a day. */
export function ExportCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const exports = useQuery(exportsQuery);
  const jobs = useQuery(jobsQuery);
  const [passphrase, setPassphrase] = useState('');
  const job = jobs.data?.find(({ kind }) => kind === 'export');
  const isRunning = job !== undefined && isUnderWay(job);
  const prepare = useMutation({
    mutationFn: () =>
      withStepUp(() => unwrap(client.POST('/api/v1/exports', { body: passphrase === '' ? {} : { passphrase } }))),
    onSuccess: () => {
      setPassphrase('');
      return Promise.all([exportsQuery, jobsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
    },
    onError: toastProblem,
  });
  const ready = exports.data?.filter(({ state }) => state === 'ready') ?? [];
  return (
    <Card title={t('export.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('export.lead')}</p>
      {exports.isPending && <Loading label={t('export.loading')} />}
      {exports.isError && <ProblemNotice error={exports.error} onRetry={() => void exports.refetch()} />}
      {ready.length > 0 && (
        <ul className="divide-y divide-line">
          {ready.map((one) => (
            <ExportRow key={one.id} file={one} />
          ))}
        </ul>
      )}
      {job !== undefined && <MemberJobLine job={job} label={t('export.preparing')} />}
      {!isRunning && (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (!prepare.isPending) prepare.mutate();
          }}
        >
          <PassphraseInput
            className="max-w-lg"
            label={t('export.passphrase')}
            hint={t('export.passphraseHint')}
            autoComplete="off"
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          <div>
            <Button look="primary" type="submit" busy={prepare.isPending}>
              <PackageOpen aria-hidden />
              {t('export.prepare')}
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}
