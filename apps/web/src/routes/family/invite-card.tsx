import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { invitesQuery } from '../../api/queries.js';
import type { Invite } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { useUser } from '../../features/session/use-session.js';
import { Button } from '../../ui/button.js';
import { controlLook, Field } from '../../ui/field.js';
import { formatDateTime } from '../../ui/format.js';
import { Card } from '../../ui/page.js';
import { LinkOnce } from '../../features/link/link-once.js';

type InvitedRole = Invite['role'];

export function InviteCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const user = useUser();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<InvitedRole>('member');
  const create = useMutation({
    mutationFn: () =>
      unwrap(client.POST('/api/v1/invites', { body: { role, ...(email.trim() !== '' && { email: email.trim() }) } })),
    onSuccess: () => {
      setEmail('');
      return queries.invalidateQueries({ queryKey: invitesQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  const roles: InvitedRole[] = user?.role === 'owner' ? ['member', 'viewer', 'admin'] : ['member', 'viewer'];
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
        <label className="grid gap-1.5">
          <span className="text-sm font-medium">{t('family.role')}</span>
          <select
            className={controlLook}
            value={role}
            onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? 'member')}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`role.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" look="primary" busy={create.isPending}>
          <UserPlus aria-hidden />
          {t('family.create')}
        </Button>
      </form>
      {create.isError && <ProblemNotice error={create.error} />}
      {create.isSuccess && (
        <LinkOnce
          path={create.data.path}
          explanation={t('family.linkOnce', { date: formatDateTime(create.data.expiresAt) })}
        />
      )}
    </Card>
  );
}
