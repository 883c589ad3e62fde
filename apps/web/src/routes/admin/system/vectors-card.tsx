import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { vectorsQuery } from '../../../api/admin-queries.js';
import type { VectorStore } from '../../../api/types.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { LeakageStatement } from '../../../features/vectors/leakage-statement.js';
import { Badge } from '../../../ui/badge.js';
import { formatDateTime } from '../../../ui/format.js';
import { Notice } from '../../../ui/notice.js';
import { Card, Loading } from '../../../ui/page.js';
import { VectorUpkeep } from './vector-upkeep.js';

/** Where vectors are searched, what that tells somebody else, and how it stands. */
export function VectorsCard() {
  const { t } = useTranslation();
  const vectors = useQuery(vectorsQuery);
  return (
    <Card title={t('vectors.title')}>
      {vectors.isPending && <Loading label={t('vectors.loading')} />}
      {vectors.isError && <ProblemNotice error={vectors.error} onRetry={() => void vectors.refetch()} />}
      {vectors.isSuccess && <Standing store={vectors.data} />}
    </Card>
  );
}

function Standing({ store }: { readonly store: VectorStore }) {
  const { t } = useTranslation();
  const isForeign = store.kind === 'qdrant';
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="font-medium">
          {isForeign ? t('vectors.qdrant', { version: store.version ?? '' }).trim() : t('vectors.sealed')}
        </p>
        {isForeign && <Badge tone={store.state === 'up' ? 'done' : 'loss'}>{t(`vectors.state.${store.state}`)}</Badge>}
      </div>
      <p className="max-w-[68ch] text-ink-soft">{t(`vectors.learns.${store.kind}`)}</p>
      {isForeign && <Qdrant store={store} />}
      <LeakageStatement />
      {isForeign && <VectorUpkeep />}
    </>
  );
}

function Qdrant({ store }: { readonly store: VectorStore }) {
  const { t } = useTranslation();
  const { downSince, waiting, demandsKey, usesTokens, documents, points, collections: count } = store;
  return (
    <>
      {downSince !== null && (
        <Notice tone="attention">{t('vectors.downSince', { date: formatDateTime(downSince) })}</Notice>
      )}
      {demandsKey === false && <Notice tone="loss">{t('vectors.open')}</Notice>}
      {usesTokens === false && demandsKey !== false && <Notice tone="attention">{t('vectors.noTokens')}</Notice>}
      <p className="text-ink-soft">
        {[
          t('vectors.collections', { count }),
          t('vectors.documents', { count: documents }),
          t('vectors.points', { count: points }),
        ].join(' · ')}
      </p>
      {waiting > 0 && <p>{t('vectors.waiting', { count: waiting })}</p>}
    </>
  );
}
