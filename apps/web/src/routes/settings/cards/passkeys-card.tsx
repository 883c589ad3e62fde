import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../../api/problem.js';
import { client } from '../../../api/client.js';
import { passkeysQuery, securityQuery } from '../../../api/queries.js';
import type { Passkey } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { usePasskeyAvailability } from '../../../features/passkey/availability.js';
import { addPasskey } from '../../../features/passkey/passkeys.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { withStepUp } from '../../../features/step-up/step-up.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { Field } from '../../../ui/field.js';
import { formatDate, formatDateTime } from '../../../ui/format.js';
import { Notice } from '../../../ui/notice.js';
import { Card } from '../../../ui/page.js';
import { toast } from '../../../ui/toasts.js';

export function PasskeysCard() {
  const { t } = useTranslation();
  const passkeys = useQuery(passkeysQuery);
  const { available, reason } = usePasskeyAvailability();
  return (
    <Card title={t('passkey.title')}>
      <p className="text-ink-soft">{t('passkey.lead')}</p>
      {reason !== null && <Notice>{t(`passkey.reason.${reason}`, { defaultValue: t('passkey.reason.other') })}</Notice>}
      <ul className="divide-y divide-line">
        {passkeys.data?.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} />
        ))}
      </ul>
      {available && <AddPasskey />}
    </Card>
  );
}

function AddPasskey() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: ({ unlocks }) => {
      setName('');
      toast('done', unlocks ? t('passkey.addedUnlocks') : t('passkey.added'));
      return Promise.all([passkeysQuery, securityQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <Field
        className="min-w-0 flex-1 basis-56"
        label={t('passkey.name')}
        placeholder={t('passkey.namePlaceholder')}
        required
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" busy={add.isPending}>
        <Fingerprint aria-hidden />
        {t('passkey.add')}
      </Button>
      {add.isError && asProblem(add.error).code !== 'passkey.cancelled' && <ProblemNotice error={add.error} />}
    </form>
  );
}

function PasskeyRow({ passkey }: { readonly passkey: Passkey }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const remove = useMutation({
    mutationFn: () =>
      withStepUp(() => unwrap(client.DELETE('/api/v1/me/passkeys/{id}', { params: { path: { id: passkey.id } } }))),
    onSuccess: () => queries.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
    onError: toastProblem,
  });
  const used =
    passkey.lastUsedAt === null ? t('keys.neverUsed') : t('keys.used', { date: formatDateTime(passkey.lastUsedAt) });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium [overflow-wrap:anywhere]">{passkey.name}</p>
        <p className="text-sm text-ink-soft">
          {`${t('passkey.since', { date: formatDate(passkey.createdAt) })} · ${used}`}
        </p>
      </div>
      <Badge tone={passkey.unlocks ? 'done' : 'plain'}>
        {passkey.unlocks ? t('passkey.unlocks') : t('passkey.signsIn')}
      </Badge>
      <Button
        size="small"
        aria-label={t('passkey.removeNamed', { name: passkey.name })}
        onClick={() => setRemoving(true)}
      >
        <Trash2 aria-hidden />
        {t('passkey.remove')}
      </Button>
      <ConfirmDialog
        open={isRemoving}
        onClose={() => setRemoving(false)}
        onConfirm={() => remove.mutate()}
        busy={remove.isPending}
        title={t('passkey.removeTitle', { name: passkey.name })}
        description={t('passkey.removeLead')}
        confirm={t('passkey.remove')}
      />
    </li>
  );
}
