import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { invitesQuery, usersQuery } from '../../api/queries.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Notice } from '../../ui/notice.js';
import { Card, Loading, Page } from '../../ui/page.js';
import { InviteCard } from './invite-card.js';
import { InviteRow } from './invite-row.js';
import { MemberRow } from './member-row.js';

export function FamilyPage() {
  const { t } = useTranslation();
  const invites = useQuery(invitesQuery);
  const members = useQuery(usersQuery);
  // a confirmed invitation is a member, and stands in the list above
  const standing = invites.data?.filter(({ state }) => state !== 'confirmed');
  return (
    <Page title={t('family.title')} lead={t('family.lead')}>
      <Notice>{t('family.promise')}</Notice>
      <Card title={t('family.members')}>
        {members.isPending && <Loading label={t('family.loading')} />}
        {members.isError && <ProblemNotice error={members.error} onRetry={() => void members.refetch()} />}
        <ul className="divide-y divide-line">
          {members.data?.data.map((member) => (
            <MemberRow key={member.id} member={member} defaults={members.data.defaults} />
          ))}
        </ul>
      </Card>
      <InviteCard />
      <Card title={t('family.list')}>
        {invites.isPending && <Loading label={t('family.loading')} />}
        {invites.isError && <ProblemNotice error={invites.error} onRetry={() => void invites.refetch()} />}
        {standing?.length === 0 && <p className="text-ink-soft">{t('family.none')}</p>}
        <ul className="divide-y divide-line">
          {standing?.map((invite) => (
            <InviteRow
              key={invite.id}
              invite={invite}
              member={members.data?.data.find(({ id }) => id === invite.acceptedBy)}
            />
          ))}
        </ul>
      </Card>
    </Page>
  );
}
