import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Copy, UserPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { invitesQuery, usersQuery } from '../../api/queries.js';
import type { CreatedInvite, Invite, User } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { problemText } from '../../features/problem/problem-text.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { Card, Loading, Page } from '../../ui/page.js';
import { toast } from '../../ui/toasts.js';

export function FamilyPage() {
  const { t } = useTranslation();
  const invites = useQuery(invitesQuery);
  const users = useQuery(usersQuery);
  return (
    <Page title={t('family.title')} lead={t('family.lead')}>
      <InviteCard />
      <Card title={t('family.list')}>
        {invites.isPending && <Loading label={t('family.loading')} />}
        {invites.isError && <ProblemNotice error={invites.error} onRetry={() => void invites.refetch()} />}
        {invites.data?.length === 0 && <p className="text-ink-soft">{t('family.none')}</p>}
        <ul className="divide-y divide-line">
          {invites.data?.map((invite) => (
            <InviteRow
              key={invite.id}
              invite={invite}
              member={users.data?.find(({ id }) => id === invite.acceptedBy)}
            />
          ))}
        </ul>
      </Card>
    </Page>
  );
}

function InviteCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST('/api/v1/invites', {
          body: { role: 'member', ...(email.trim() !== '' && { email: email.trim() }) },
        }),
      ),
    onSuccess: () => {
      setEmail('');
      return queries.invalidateQueries({ queryKey: invitesQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Card title={t('family.inviteTitle')}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <Field
          className="min-w-0 flex-1 basis-64"
          label={t('family.email')}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button type="submit" look="primary" busy={create.isPending}>
          <UserPlus aria-hidden />
          {t('family.create')}
        </Button>
      </form>
      {create.isError && <ProblemNotice error={create.error} />}
      {create.isSuccess && <CreatedLink invite={create.data} />}
    </Card>
  );
}

function CreatedLink({ invite }: { readonly invite: CreatedInvite }) {
  const { t } = useTranslation();
  const link = `${location.origin}${invite.path}`;
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => toast('done', t('family.copied')),
      () => toast('loss', t('problem.clipboard')),
    );
  return (
    <Notice tone="done" live="status">
      <p>{t('family.linkOnce', { date: formatDateTime(invite.expiresAt) })}</p>
      <p className="mt-1.5 font-mono text-sm [overflow-wrap:anywhere]" translate="no">
        {link}
      </p>
      <Button size="small" className="mt-2" onClick={() => void copy()}>
        <Copy aria-hidden />
        {t('family.copy')}
      </Button>
    </Notice>
  );
}

const tones = { open: 'plain', accepted: 'attention', confirmed: 'done', expired: 'plain' } as const;

interface InviteRowProps {
  readonly invite: Invite;
  /** Who accepted it. */
  readonly member: User | undefined;
}

function InviteRow({ invite, member }: InviteRowProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all([invitesQuery, usersQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
  const onError = (error: unknown) => toast('loss', problemText(error));
  const path = { params: { path: { id: invite.id } } };
  const confirm = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/invites/{id}/confirm', path)),
    onSuccess: refresh,
    onError,
  });
  const withdraw = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/invites/{id}', path)),
    onSuccess: refresh,
    onError,
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">{member?.name ?? t('family.unnamed')}</p>
        <p className="text-sm text-ink-soft">
          {invite.state === 'open'
            ? t('family.until', { date: formatDateTime(invite.expiresAt) })
            : (member?.email ?? formatDateTime(invite.createdAt))}
        </p>
      </div>
      <Badge tone={tones[invite.state]}>{t(`family.state.${invite.state}`)}</Badge>
      {invite.state === 'accepted' && (
        <Button look="primary" size="small" busy={confirm.isPending} onClick={() => confirm.mutate()}>
          <Check aria-hidden />
          {t('family.confirm')}
        </Button>
      )}
      {invite.state === 'open' && (
        <Button size="small" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('family.withdraw')}
        </Button>
      )}
    </li>
  );
}
