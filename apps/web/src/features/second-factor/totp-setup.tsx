import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import type { TotpOffer } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { ProblemNotice } from '../problem/problem-notice.js';

interface TotpSetupProps {
  readonly offer: TotpOffer;
  readonly onDone: (backupCodes: readonly string[]) => void;
}

/** The QR code is an image, not markup: what the server draws cannot become part of the page. */
export function TotpSetup({ offer, onDone }: TotpSetupProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/me/totp/confirm', { body: { code: code.trim() } })),
    onSuccess: ({ backupCodes }) => onDone(backupCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <img
        src={`data:image/svg+xml,${encodeURIComponent(offer.qrSvg)}`}
        alt={t('secondFactor.qr')}
        className="size-48 justify-self-center rounded bg-white p-2"
      />
      <div className="grid gap-1">
        <p className="text-sm text-ink-soft">{t('secondFactor.secret')}</p>
        <output className="font-mono [overflow-wrap:anywhere]" translate="no">
          {offer.secret}
        </output>
      </div>
      <Field
        label={t('secondFactor.code')}
        hint={t('secondFactor.firstCode')}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={7}
        required
        mono
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {confirm.isError && <ProblemNotice error={confirm.error} />}
      <Button look="primary" type="submit" busy={confirm.isPending}>
        {t('secondFactor.confirm')}
      </Button>
    </form>
  );
}
