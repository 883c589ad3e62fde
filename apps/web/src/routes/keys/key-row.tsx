import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { apiKeysQuery } from '../../api/queries.js';
import type { ApiKey } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { withStepUp } from '../../features/step-up/step-up.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { formatDate, formatDateTime } from '../../ui/format.js';

/** Hours in which the old key goes on working, so that a program can be given the new one. */
const OVERLAP = 24;

const tones = { active: 'done', ending: 'attention', ended: 'plain' } as const;

interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly onRotated: (secret: string) => void;
}

export function KeyRow({ apiKey, onRotated }: KeyRowProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isRevoking, setRevoking] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
  const path = { params: { path: { id: apiKey.id } } };
  const rotate = useMutation({
    mutationFn: () =>
      withStepUp(() =>
        unwrap(client.POST('/api/v1/api-keys/{id}/rotate', { ...path, body: { overlapHours: OVERLAP } })),
      ),
    onSuccess: ({ key }) => {
      onRotated(key);
      return refresh();
    },
    onError: toastProblem,
  });
  const revoke = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.DELETE('/api/v1/api-keys/{id}', path))),
    onSuccess: () => {
      setRevoking(false);
      return refresh();
    },
    onError: toastProblem,
  });
  const used =
    apiKey.lastUsedAt === null ? t('keys.neverUsed') : t('keys.used', { date: formatDateTime(apiKey.lastUsedAt) });
  const expires =
    apiKey.expiresAt === null ? t('keys.noExpiry') : t('keys.expires', { date: formatDate(apiKey.expiresAt) });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium [overflow-wrap:anywhere]">{apiKey.name}</p>
        <p className="text-sm text-ink-soft">
          <span className="font-mono" translate="no">{`hlk_${apiKey.keyId}_…${apiKey.lastFour}`}</span>
          {` · ${apiKey.scopes.join(', ')}`}
        </p>
        <p className="text-sm text-ink-soft">{`${expires} · ${used}`}</p>
      </div>
      <Badge tone={tones[apiKey.state]}>{t(`keys.state.${apiKey.state}`)}</Badge>
      {apiKey.state === 'active' && (
        <Button size="small" busy={rotate.isPending} onClick={() => rotate.mutate()}>
          <RefreshCw aria-hidden />
          {t('keys.rotate')}
        </Button>
      )}
      <Button size="small" aria-label={t('keys.revokeNamed', { name: apiKey.name })} onClick={() => setRevoking(true)}>
        <Trash2 aria-hidden />
        {t('keys.revoke')}
      </Button>
      <ConfirmDialog
        open={isRevoking}
        onClose={() => setRevoking(false)}
        onConfirm={() => revoke.mutate()}
        busy={revoke.isPending}
        title={t('keys.revokeTitle', { name: apiKey.name })}
        description={t('keys.revokeLead')}
        confirm={t('keys.revoke')}
      />
    </li>
  );
}
