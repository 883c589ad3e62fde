import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Member, User } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { Menu, MenuItem } from '../../ui/menu.js';

export type MemberAction =
  | 'limits'
  | 'sign-out'
  | 'disable'
  | 'enable'
  | 'recover'
  | 'start-empty'
  | 'make-admin'
  | 'make-member'
  | 'make-viewer'
  | 'make-owner'
  | 'delete';

/** An admin manages members and viewers, the owner everybody else: routes.md, "Roles". */
function actionsFor(caller: User, member: Member): MemberAction[] {
  const isOwner = caller.role === 'owner';
  const mayManage = member.role !== 'owner' && (isOwner || member.role === 'member' || member.role === 'viewer');
  if (!mayManage || member.id === caller.id) return [];
  const roles: MemberAction[] = (['admin', 'member', 'viewer'] as const)
    .filter((role) => role !== member.role)
    .map((role): MemberAction => `make-${role}`);
  return [
    'limits',
    'sign-out',
    member.state === 'disabled' ? 'enable' : 'disable',
    'recover',
    'start-empty',
    ...(isOwner ? [...roles, 'make-owner' as const] : []),
    'delete',
  ];
}

interface MemberMenuProps {
  readonly member: Member;
  readonly name: string;
  readonly caller: User;
  readonly onChoose: (action: MemberAction) => void;
}

export function MemberMenu({ member, name, caller, onChoose }: MemberMenuProps) {
  const { t } = useTranslation();
  const actions = actionsFor(caller, member);
  if (actions.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button look="quiet" size="small" aria-label={t('family.actionsNamed', { name })}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {actions.map((action) => (
        <MenuItem key={action} onSelect={() => onChoose(action)}>
          {t(`family.action.${action}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
