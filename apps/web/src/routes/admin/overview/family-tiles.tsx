import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usersQuery } from '../../../api/queries.js';
import { problemText } from '../../../features/problem/problem-text.js';
import { formatBytes, formatNumber } from '../../../ui/format.js';
import { Tile } from '../../../ui/tile.js';

/** How many people there are and how much they keep; not what. */
export function FamilyTiles() {
  const { t } = useTranslation();
  const users = useQuery(usersQuery);
  if (users.isError) {
    return <Tile to="/family" title={t('overview.members')} value="–" note={problemText(users.error)} tone="loss" />;
  }
  const members = users.data?.data ?? [];
  const sum = (of: (member: (typeof members)[number]) => number) => members.reduce((all, one) => all + of(one), 0);
  const waiting = members.filter(({ state }) => state === 'awaiting-confirmation').length;
  return (
    <>
      <Tile
        to="/family"
        title={t('overview.members')}
        value={users.isPending ? '…' : formatNumber(members.length)}
        tone={waiting > 0 ? 'attention' : 'plain'}
        {...(waiting > 0 && { note: t('overview.waiting', { count: waiting }) })}
      />
      <Tile
        to="/family"
        title={t('overview.documents')}
        value={users.isPending ? '…' : formatNumber(sum(({ documents }) => documents))}
        note={t('overview.stored', { size: formatBytes(sum(({ storedBytes }) => storedBytes)) })}
      />
    </>
  );
}
