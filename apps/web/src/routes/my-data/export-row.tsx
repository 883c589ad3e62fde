import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { exportsQuery } from '../../api/data-queries.js';
import type { Export } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { saveExport } from '../../features/export/save-export.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { formatBytes, formatDateTime } from '../../ui/format.js';

export function ExportRow({ file }: { readonly file: Export }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const download = useMutation({ mutationFn: () => saveExport(file), onError: toastProblem });
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/exports/{id}', { params: { path: { id: file.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: exportsQuery.queryKey }),
    onError: toastProblem,
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <output className="min-w-0 flex-1 basis-56">
        <span className="block font-medium">
          {t('export.ready', { size: formatBytes(file.bytes), date: formatDateTime(file.expiresAt) })}
        </span>
        <span className="block text-sm text-ink-soft">
          {t('export.madeAt', { date: formatDateTime(file.createdAt) })}
        </span>
      </output>
      {file.hasPassphrase && <Badge>{t('export.sealed')}</Badge>}
      <Button size="small" busy={download.isPending} onClick={() => download.mutate()}>
        <Download aria-hidden />
        {t('export.download')}
      </Button>
      <Button size="small" look="quiet" busy={remove.isPending} onClick={() => remove.mutate()}>
        <Trash2 aria-hidden />
        {t('export.remove')}
      </Button>
    </li>
  );
}
