import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { runbooksQuery } from '../../../api/admin-queries.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Button } from '../../../ui/button.js';
import { Card, Loading } from '../../../ui/page.js';
import { saveFile } from '../../../ui/save-file.js';

/** Texts that one needs in a hurry, with what is set here filled in already. */
export function RunbooksCard() {
  const { t } = useTranslation();
  const runbooks = useQuery(runbooksQuery);
  return (
    <Card title={t('runbook.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('runbook.lead')}</p>
      {runbooks.isPending && <Loading label={t('runbook.loading')} />}
      {runbooks.isError && <ProblemNotice error={runbooks.error} onRetry={() => void runbooks.refetch()} />}
      <ul className="divide-y divide-line empty:hidden">
        {runbooks.data?.map(({ key, text }) => (
          <li key={key} className="py-2">
            <details>
              <summary className="min-h-8 font-medium underline-offset-2 hover:underline">
                {t(`runbook.name.${key}`)}
              </summary>
              <pre
                // oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
                tabIndex={0}
                aria-label={t(`runbook.name.${key}`)}
                className="mt-2 max-h-96 overflow-auto rounded bg-sunken p-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
              >
                {text}
              </pre>
              <Button
                size="small"
                className="mt-2"
                aria-label={t('runbook.saveNamed', { name: t(`runbook.name.${key}`) })}
                onClick={() => saveFile(`hearthlore-${key}.md`, new Blob([text], { type: 'text/markdown' }))}
              >
                <Download aria-hidden />
                {t('runbook.save')}
              </Button>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  );
}
