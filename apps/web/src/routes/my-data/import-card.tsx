import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { PackagePlus } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { jobsQuery } from '../../api/data-queries.js';
import type { MemberJob } from '../../api/types.js';
import { sendImport } from '../../features/export/send-import.js';
import { isUnderWay, MemberJobLine } from '../../features/job/member-job.js';
import { PassphraseInput } from '../../features/passphrase/passphrase-input.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { StepUpCancelled, withStepUp } from '../../features/step-up/step-up.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { Card } from '../../ui/page.js';

/** What was taken along elsewhere comes in here; what is here already does not come twice. */
export function ImportCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const jobs = useQuery(jobsQuery);
  const form = useRef<HTMLFormElement>(null);
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState('');
  const job = jobs.data?.find(({ kind }) => kind === 'import');
  const send = useMutation({
    mutationFn: (chosen: File) => withStepUp(() => sendImport(chosen, passphrase)),
    onSuccess: () => {
      form.current?.reset();
      setFile(undefined);
      setPassphrase('');
      return queries.invalidateQueries({ queryKey: jobsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== undefined && !send.isPending) send.mutate(file);
  };
  return (
    <Card title={t('import.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('import.lead')}</p>
      {job !== undefined && <MemberJobLine job={job} label={t('import.running')} />}
      {job?.state === 'completed' && <Notice tone="done">{broughtText(t, job)}</Notice>}
      {(job === undefined || !isUnderWay(job)) && (
        <form ref={form} className="grid max-w-lg gap-3" onSubmit={submit}>
          <Field
            label={t('import.file')}
            type="file"
            accept=".zip,.age"
            required
            onChange={({ target }) => setFile(target.files?.[0])}
          />
          <PassphraseInput
            label={t('import.passphrase')}
            autoComplete="off"
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          {send.isError && !(send.error instanceof StepUpCancelled) && <ProblemNotice error={send.error} />}
          <div>
            <Button type="submit" busy={send.isPending} disabled={file === undefined}>
              <PackagePlus aria-hidden />
              {t('import.start')}
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}

function broughtText(t: TFunction, { counts, finishedAt }: MemberJob): string {
  const { documents = 0, conversations = 0, skipped = 0 } = counts ?? {};
  return t('import.done', {
    date: finishedAt === null ? '' : formatDateTime(finishedAt),
    documents,
    conversations,
    skipped,
  });
}
