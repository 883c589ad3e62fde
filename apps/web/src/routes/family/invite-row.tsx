import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { invitesQuery, usersQuery } from '../../api/queries.js';
import type { Invite, Member } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { SpokenWords } from '../../features/spoken-words/spoken-words.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { formatDateTime } from '../../ui/format.js';

const tones = { open: 'plain', accepted: 'attention', confirmed: 'done', expired: 'plain' } as const;

interface InviteRowProps {
  readonly invite: Invite;
  /** Who accepted it. */
  readonly member: Member | undefined;
}

export function InviteRow({ invite, member }: InviteRowProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isComparing, setComparing] = useState(false);
  const refresh = () =>
    Promise.all([invitesQuery, usersQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
  const path = { params: { path: { id: invite.id } } };
  const confirm = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/invites/{id}/confirm', { ...path, body: { words: invite.words } })),
    onSuccess: () => {
      setComparing(false);
      return refresh();
    },
    onError: toastProblem,
  });
  const withdraw = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/invites/{id}', path)),
    onSuccess: () => {
      setComparing(false);
      return refresh();
    },
    onError: toastProblem,
  });
  const name = member?.name ?? t('family.unnamed');
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">{name}</p>
        <p className="text-sm text-ink-soft">
          {invite.state === 'open'
            ? t('family.until', { date: formatDateTime(invite.expiresAt) })
            : (member?.email ?? formatDateTime(invite.createdAt))}
        </p>
      </div>
      <Badge tone={tones[invite.state]}>{t(`family.state.${invite.state}`)}</Badge>
      {invite.state === 'accepted' && (
        <Button look="primary" size="small" onClick={() => setComparing(true)}>
          <Check aria-hidden />
          {t('family.confirm')}
        </Button>
      )}
      {invite.state === 'open' && (
        <Button size="small" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('family.withdraw')}
        </Button>
      )}
      <Dialog
        open={isComparing}
        onClose={() => setComparing(false)}
        title={t('family.compareTitle', { name })}
        description={t('family.compareLead')}
      >
        <SpokenWords label={t('family.compareWords', { name })} words={invite.words} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('family.differ')}
          </Button>
          <Button look="primary" busy={confirm.isPending} onClick={() => confirm.mutate()}>
            {t('family.same')}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
