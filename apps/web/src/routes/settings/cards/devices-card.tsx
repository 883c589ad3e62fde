import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../api/client.js';
import { sessionsQuery } from '../../../api/queries.js';
import type { Device } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { formatDateTime } from '../../../ui/format.js';
import { Card, Loading } from '../../../ui/page.js';

/** Where the account is open, and the way to close it there. */
export function DevicesCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const devices = useQuery(sessionsQuery);
  const endOthers = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/me/sessions')),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: toastProblem,
  });
  return (
    <Card title={t('devices.title')}>
      {devices.isPending && <Loading label={t('devices.loading')} />}
      {devices.isError && <ProblemNotice error={devices.error} onRetry={() => void devices.refetch()} />}
      <ul className="divide-y divide-line">
        {devices.data?.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
      {(devices.data?.length ?? 0) > 1 && (
        <div>
          <Button busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('devices.endOthers')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function DeviceRow({ device }: { readonly device: Device }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id: device.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: toastProblem,
  });
  const name = device.name === '' ? t('devices.unnamed') : device.name;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-ink-soft">{t('devices.seen', { date: formatDateTime(device.lastSeenAt) })}</p>
      </div>
      {device.secondFactor && <Badge>{t('devices.secondFactor')}</Badge>}
      {device.current ? (
        <Badge tone="done">{t('devices.thisOne')}</Badge>
      ) : (
        <Button
          size="small"
          busy={end.isPending}
          aria-label={t('devices.endNamed', { name })}
          onClick={() => end.mutate()}
        >
          <LogOut aria-hidden />
          {t('settings.signOut')}
        </Button>
      )}
    </li>
  );
}
