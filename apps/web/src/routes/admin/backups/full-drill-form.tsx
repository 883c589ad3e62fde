import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { drillsQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { PassphraseInput } from '../../../features/passphrase/passphrase-input.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { StepUpCancelled, withStepUp } from '../../../features/step-up/step-up.js';
import { Button } from '../../../ui/button.js';

/** Takes the one secret that opens backups, for one run: it is sent, used and forgotten, here and there. */
export function FullDrillForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [identity, setIdentity] = useState('');
  const start = useMutation({
    mutationFn: () =>
      withStepUp(() =>
        unwrap(client.POST('/api/v1/admin/drills', { body: { kind: 'full', identity: identity.trim() } })),
      ),
    onSuccess: () => {
      onDone();
      return queries.invalidateQueries({ queryKey: drillsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!start.isPending) start.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <PassphraseInput
        label={t('drill.identity')}
        hint={t('drill.identityHint')}
        mono
        required
        autoComplete="off"
        value={identity}
        onChange={(event) => setIdentity(event.target.value)}
      />
      {start.isError && !(start.error instanceof StepUpCancelled) && <ProblemNotice error={start.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>{t('action.cancel')}</Button>
        <Button look="primary" type="submit" busy={start.isPending}>
          {t('drill.begin')}
        </Button>
      </div>
    </form>
  );
}
