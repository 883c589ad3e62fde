import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Limits, Member } from '../../api/types.js';
import { useUser } from '../../features/session/use-session.js';
import { Badge } from '../../ui/badge.js';
import { formatBytes, formatDate } from '../../ui/format.js';
import { LimitsDialog } from './limits-dialog.js';
import { type MemberAction, MemberMenu } from './member-menu.js';
import { MemberActionDialog } from './member-action-dialog.js';

interface MemberRowProps {
  readonly member: Member;
  readonly defaults: Limits;
}

/** What is known of somebody without reading anything of theirs. */
export function MemberRow({ member, defaults }: MemberRowProps) {
  const { t } = useTranslation();
  const user = useUser();
  const [action, setAction] = useState<MemberAction>();
  const limit = member.limits.storedBytes ?? defaults.storedBytes;
  const facts = [
    t('family.documents', { count: member.documents }),
    limit === null
      ? formatBytes(member.storedBytes)
      : t('family.ofQuota', { used: formatBytes(member.storedBytes), limit: formatBytes(limit) }),
    member.lastSeenOn === null ? t('family.neverSeen') : t('family.seen', { date: formatDate(member.lastSeenOn) }),
  ];
  const name = member.needsRecovery ? t('family.unreadable') : member.name;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">{name}</p>
        <p className="text-sm text-ink-soft [overflow-wrap:anywhere]">{member.email}</p>
        <p className="text-sm text-ink-soft">{facts.join(' · ')}</p>
      </div>
      {member.keyChanged && <Badge tone="loss">{t('family.keyChanged')}</Badge>}
      {member.pendingReset !== null && <Badge tone="attention">{t(`family.reset.${member.pendingReset}`)}</Badge>}
      {member.erasedAt !== null && (
        <Badge tone="loss">{t('family.erasedOn', { date: formatDate(member.erasedAt) })}</Badge>
      )}
      {member.state !== 'active' && <Badge tone="attention">{t(`family.memberState.${member.state}`)}</Badge>}
      <Badge>{t(`role.${member.role}`)}</Badge>
      {user !== undefined && <MemberMenu member={member} name={name} caller={user} onChoose={setAction} />}
      {action === 'limits' ? (
        <LimitsDialog member={member} defaults={defaults} onClose={() => setAction(undefined)} />
      ) : (
        action !== undefined && (
          <MemberActionDialog member={member} name={name} action={action} onClose={() => setAction(undefined)} />
        )
      )}
    </li>
  );
}
