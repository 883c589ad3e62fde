import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { chatsQuery } from '../../api/queries.js';
import type { ChatSummary } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Dialog } from '../../ui/dialog.js';
import { Field } from '../../ui/field.js';
import { formatDate } from '../../ui/format.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { toast } from '../../ui/toasts.js';
import { problemText } from '../problem/problem-text.js';
import { type ChatDay, groupByDay } from './chat-days.js';
import { forgetConversation } from './conversation.js';
import { useHoldChat } from './use-hold-chat.js';

export function ChatList() {
  const { t } = useTranslation();
  const chats = useQuery(chatsQuery);
  const [acting, setActing] = useState<{ readonly on: ChatSummary; readonly how: 'rename' | 'delete' }>();
  const close = () => setActing(undefined);
  if (chats.data === undefined) return null;
  if (chats.data.length === 0) return <p className="px-2.5 text-sm text-ink-soft">{t('chat.noChats')}</p>;
  return (
    <>
      {groupByDay(chats.data, new Date(chats.dataUpdatedAt)).map(({ day, chats: ofDay }) => (
        <section key={String(day)} className="mb-3">
          <h2 className="px-2.5 py-1 text-xs font-medium text-ink-soft">
            {dayLabel(day, t('chat.today'), t('chat.yesterday'))}
          </h2>
          <ul className="grid grid-cols-1 gap-0.5">
            {ofDay.map((chat) => (
              <ChatItem key={chat.id} chat={chat} onAct={(how) => setActing({ on: chat, how })} />
            ))}
          </ul>
        </section>
      ))}
      {acting?.how === 'rename' && <RenameDialog chat={acting.on} onClose={close} />}
      {acting?.how === 'delete' && <DeleteDialog chat={acting.on} onClose={close} />}
    </>
  );
}

const dayLabel = (day: ChatDay['day'], today: string, yesterday: string): string =>
  day === 'today' ? today : day === 'yesterday' ? yesterday : formatDate(day);

interface ChatItemProps {
  readonly chat: ChatSummary;
  readonly onAct: (how: 'rename' | 'delete') => void;
}

function ChatItem({ chat, onAct }: ChatItemProps) {
  const { t } = useTranslation();
  const hold = useHoldChat(chat.id);
  const title = chat.title || t('chat.untitled');
  return (
    <li className="flex min-w-0 items-center gap-0.5">
      <Link
        to="/chats/$id"
        params={{ id: chat.id }}
        className="flex min-h-9 min-w-0 flex-1 items-center rounded px-2.5 py-1.5 text-sm hover:bg-chosen"
        activeProps={{ className: 'bg-chosen font-medium' }}
      >
        <span className="min-w-0 flex-1 truncate">{title}</span>
        {chat.heldAt !== null && (
          <>
            <Pin aria-hidden className="size-3.5 shrink-0 text-ink-soft" />
            <span className="sr-only">{t('hold.held')}</span>
          </>
        )}
      </Link>
      <Menu
        trigger={
          <Button look="quiet" size="small" aria-label={t('chat.actions', { title })} className="px-1.5">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => onAct('rename')}>
          <Pencil aria-hidden />
          {t('action.rename')}
        </MenuItem>
        <MenuItem onSelect={() => hold.mutate(chat.heldAt === null)}>
          {chat.heldAt === null ? <Pin aria-hidden /> : <PinOff aria-hidden />}
          {t(chat.heldAt === null ? 'hold.set' : 'hold.release')}
        </MenuItem>
        <MenuItem onSelect={() => onAct('delete')} className="text-loss">
          <Trash2 aria-hidden />
          {t('action.delete')}
        </MenuItem>
      </Menu>
    </li>
  );
}

interface ChatDialogProps {
  readonly chat: ChatSummary;
  readonly onClose: () => void;
}

function RenameDialog({ chat, onClose }: ChatDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [title, setTitle] = useState(chat.title);
  const rename = useMutation({
    mutationFn: () =>
      unwrap(client.PATCH('/api/v1/chats/{id}', { params: { path: { id: chat.id } }, body: { title: title.trim() } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: chatsQuery.queryKey }).then(onClose),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() !== '') rename.mutate();
  };
  return (
    <Dialog open onClose={onClose} title={t('chat.renameTitle')}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={t('chat.title')}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          maxLength={200}
          error={rename.error === null ? undefined : problemText(rename.error)}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={rename.isPending}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function DeleteDialog({ chat, onClose }: ChatDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id: openId } = useParams({ strict: false });
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/chats/{id}', { params: { path: { id: chat.id } } })),
    onSuccess: async () => {
      forgetConversation(chat.id);
      queries.removeQueries({ queryKey: ['chats', chat.id] });
      onClose();
      if (openId === chat.id) await navigate({ to: '/' });
      await queries.invalidateQueries({ queryKey: chatsQuery.queryKey });
    },
    onError: (error) => toast('loss', problemText(error)),
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      busy={remove.isPending}
      title={t('chat.deleteTitle')}
      description={t('chat.deleteDescription', { title: chat.title || t('chat.untitled') })}
      confirm={t('chat.deleteConfirm')}
    />
  );
}
