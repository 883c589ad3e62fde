import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiKeysQuery } from '../../api/queries.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/notice.js';
import { Card, Loading, Page } from '../../ui/page.js';
import { KeyRow } from './key-row.js';
import { NewKeyForm } from './new-key-form.js';
import { ShownOnce } from './shown-once.js';
import { SettingsNav } from '../settings/settings-nav.js';

/** Keys that let other programs in, each for what it needs and no longer than it needs to. */
export function KeysPage() {
  const { t } = useTranslation();
  const keys = useQuery(apiKeysQuery);
  const [isMaking, setMaking] = useState(false);
  const [shown, setShown] = useState<string>();
  return (
    <Page
      title={t('keys.title')}
      lead={t('keys.lead')}
      actions={
        <Button look="primary" onClick={() => setMaking(true)}>
          <KeyRound aria-hidden />
          {t('keys.create')}
        </Button>
      }
    >
      <SettingsNav />
      <Notice tone="attention">{t('keys.warning')}</Notice>
      {shown !== undefined && <ShownOnce secret={shown} onDone={() => setShown(undefined)} />}
      <Card title={t('keys.list')}>
        {keys.isPending && <Loading label={t('keys.loading')} />}
        {keys.isError && <ProblemNotice error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data?.length === 0 && <p className="text-ink-soft">{t('keys.none')}</p>}
        <ul className="divide-y divide-line">
          {keys.data?.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRotated={setShown} />
          ))}
        </ul>
      </Card>
      <Dialog
        open={isMaking}
        onClose={() => setMaking(false)}
        title={t('keys.create')}
        description={t('keys.createLead')}
      >
        <NewKeyForm
          onMade={(secret) => {
            setShown(secret);
            setMaking(false);
          }}
          onCancel={() => setMaking(false)}
        />
      </Dialog>
    </Page>
  );
}
