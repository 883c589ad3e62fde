import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { chatsQuery, documentsQuery, metaQuery } from '../../api/queries.js';
import { unwrap } from '../../api/unwrap.js';
import { Composer } from '../../features/chat/composer.js';
import { openConversation } from '../../features/chat/conversation.js';
import { keepDraft } from '../../features/chat/draft.js';
import { ScopeNote } from '../../features/chat/scope-note.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { mayWrite, useUser } from '../../features/session/use-session.js';
import { Button } from '../../ui/button.js';
import { formatBytes } from '../../ui/format.js';
import { LockMark } from '../../ui/lock-mark.js';

/** At most this many questions are offered, from as many of the latest documents. */
const SAMPLES = 3;

export function NewChatPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isStarting, setStarting] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const documents = useQuery(documentsQuery);
  const { document: only } = useSearch({ from: '/session/' });
  const documentIds = only === undefined ? [] : [only];
  const offered = documents.data?.filter(({ id }) => only === undefined || id === only) ?? [];

  const ask = async (text: string) => {
    setStarting(true);
    setProblem(undefined);
    try {
      const { id } = await unwrap(client.POST('/api/v1/chats', { body: {} }));
      const listAnew = () => void queries.invalidateQueries({ queryKey: chatsQuery.queryKey });
      void openConversation({ id, messages: [], documentIds, onFinished: listAnew }).ask(text);
      listAnew();
      await navigate({ to: '/chats/$id', params: { id } });
    } catch (error) {
      // the composer is empty by now; what was asked must not be lost
      keepDraft('new', text);
      setProblem(error);
    } finally {
      setStarting(false);
    }
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <title>{`${t('chat.emptyTitle')} · Hearthlore`}</title>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid min-h-full w-full max-w-3xl content-center gap-6 px-4 py-8 sm:px-8">
          <div className="grid gap-2">
            <h1 className="font-serif text-3xl font-semibold tracking-tight">{t('chat.emptyTitle')}</h1>
            <LockMark />
          </div>
          {documents.data?.length === 0 && <FirstUpload />}
          {offered.length > 0 && (
            <ul className="grid gap-2">
              {offered.slice(0, SAMPLES).map(({ id, title }, index) => {
                const question = t(`chat.sample.${sampleKey(index)}`, { title });
                return (
                  <li key={id}>
                    <button
                      type="button"
                      onClick={() => void ask(question)}
                      className="w-full rounded border border-line bg-surface px-4 py-3 text-start [overflow-wrap:anywhere] hover:border-edge hover:bg-sunken"
                    >
                      {question}
                    </button>
                  </li>
                );
              })}
            </ul>
          )}
          {problem !== undefined && <ProblemNotice error={problem} />}
        </div>
      </div>
      <Composer
        key={problem === undefined ? 'fresh' : 'again'}
        chatId="new"
        isAnswering={isStarting}
        onAsk={(text) => void ask(text)}
        onStop={() => undefined}
        note={<ScopeNote documentIds={documentIds} onAll={() => void navigate({ to: '/', search: {} })} />}
      />
    </div>
  );
}

const sampleKeys = ['about', 'dates', 'money'] as const;
const sampleKey = (index: number) => sampleKeys[index % sampleKeys.length] ?? 'about';

function FirstUpload() {
  const { t } = useTranslation();
  const meta = useQuery(metaQuery);
  if (!mayWrite(useUser())) return <p className="text-ink-soft">{t('documents.emptyViewer')}</p>;
  return (
    <div className="grid justify-items-start gap-3 rounded border border-dashed border-edge p-6">
      <p className="max-w-[60ch] text-ink-soft">
        {t('documents.emptyLead', { limit: formatBytes(meta.data?.limits.uploadBytes ?? 0) })}
      </p>
      <Button look="primary" asChild>
        <Link to="/documents">
          <FileUp aria-hidden />
          {t('documents.first')}
        </Link>
      </Button>
    </div>
  );
}
