import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { usersQuery } from '../../api/queries.js';
import type { Member } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { ReceiptLink } from '../../features/erasure/receipt-link.js';
import { LinkOnce } from '../../features/link/link-once.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { withStepUp } from '../../features/step-up/step-up.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Dialog } from '../../ui/dialog.js';
import { formatDateTime } from '../../ui/format.js';
import type { MemberAction } from './member-menu.js';

type Confirmed = Exclude<MemberAction, 'limits'>;

interface Link {
  readonly kind: 'recover' | 'start-empty';
  readonly path: string;
  readonly effectiveAt: string;
  readonly expiresAt: string;
}

/** When the member is erased, and what fetches the receipt. */
interface Ordered {
  readonly effectiveAt: string;
  readonly receiptToken: string;
}

/** Does what was chosen. @returns What three of the actions give to hand on. */
async function perform(action: Confirmed, { id, email }: Member): Promise<Link | Ordered | undefined> {
  const path = { params: { path: { id } } };
  switch (action) {
    case 'sign-out':
      await unwrap(client.DELETE('/api/v1/users/{id}/sessions', path));
      return undefined;
    case 'disable':
    case 'enable':
      await unwrap(
        client.PATCH('/api/v1/users/{id}', { ...path, body: { state: action === 'enable' ? 'active' : 'disabled' } }),
      );
      return undefined;
    case 'make-admin':
      await unwrap(client.PATCH('/api/v1/users/{id}', { ...path, body: { role: 'admin' } }));
      return undefined;
    case 'make-member':
      await unwrap(client.PATCH('/api/v1/users/{id}', { ...path, body: { role: 'member' } }));
      return undefined;
    case 'make-viewer':
      await unwrap(client.PATCH('/api/v1/users/{id}', { ...path, body: { role: 'viewer' } }));
      return undefined;
    case 'make-owner':
      await unwrap(client.POST('/api/v1/users/{id}/ownership', path));
      return undefined;
    case 'recover':
    case 'start-empty':
      return unwrap(client.POST('/api/v1/users/{id}/resets', { ...path, body: { kind: action } }));
    case 'delete':
      return unwrap(client.DELETE('/api/v1/users/{id}', { ...path, body: { confirm: email === '' ? id : email } }));
  }
}

/** Nothing can be taken back of these, or people are shut out by them: the name is typed first. */
const typedFirst: ReadonlySet<Confirmed> = new Set(['delete', 'make-owner', 'start-empty']);

interface MemberActionDialogProps {
  readonly member: Member;
  readonly name: string;
  readonly action: Confirmed;
  readonly onClose: () => void;
}

export function MemberActionDialog({ member, name, action, onClose }: MemberActionDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => withStepUp(() => perform(action, member)),
    onSuccess: (link) => {
      if (link === undefined) onClose();
      return queries.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
    onError: toastProblem,
  });
  if (act.data !== undefined && 'receiptToken' in act.data) {
    return (
      <Dialog open onClose={onClose} title={t(`family.action.${action}`)}>
        <ReceiptLink {...act.data} />
      </Dialog>
    );
  }
  if (act.data !== undefined) {
    const dates = { from: formatDateTime(act.data.effectiveAt), until: formatDateTime(act.data.expiresAt) };
    return (
      <Dialog open onClose={onClose} title={t(`family.action.${action}`)}>
        <LinkOnce path={act.data.path} explanation={t(`family.link.${act.data.kind}`, { name, ...dates })} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => act.mutate()}
      busy={act.isPending}
      look={action === 'delete' || action === 'start-empty' ? 'loss' : 'primary'}
      title={t(`family.ask.${action}.title`, { name })}
      description={t(`family.ask.${action}.lead`, { name })}
      confirm={t(`family.action.${action}`)}
      {...(typedFirst.has(action) && { typed: member.email === '' ? member.id : member.email })}
    />
  );
}
