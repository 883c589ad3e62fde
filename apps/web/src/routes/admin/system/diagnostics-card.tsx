import { useMutation } from '@tanstack/react-query';
import { Download, Stethoscope } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Card } from '../../../ui/page.js';
import { saveFile } from '../../../ui/save-file.js';

/** What helps somebody who helps: read here first, then saved exactly as it was read. */
export function DiagnosticsCard() {
  const { t } = useTranslation();
  const diagnostics = useMutation({
    mutationFn: async () =>
      `${JSON.stringify(await unwrap(client.GET('/api/v1/admin/system/diagnostics')), undefined, 2)}\n`,
    onError: toastProblem,
  });
  const text = diagnostics.data ?? '';
  return (
    <Card title={t('diagnostics.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('diagnostics.lead')}</p>
      <div>
        <Button busy={diagnostics.isPending} onClick={() => diagnostics.mutate()}>
          <Stethoscope aria-hidden />
          {t('diagnostics.show')}
        </Button>
      </div>
      <Dialog
        open={diagnostics.isSuccess}
        onClose={diagnostics.reset}
        title={t('diagnostics.title')}
        description={t('diagnostics.check')}
      >
        <pre
          // oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
          tabIndex={0}
          aria-label={t('diagnostics.title')}
          className="max-h-[50dvh] overflow-auto rounded bg-sunken p-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {text}
        </pre>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={diagnostics.reset}>{t('action.close')}</Button>
          <Button
            look="primary"
            onClick={() => saveFile('hearthlore-diagnostics.json', new Blob([text], { type: 'application/json' }))}
          >
            <Download aria-hidden />
            {t('diagnostics.save')}
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}
