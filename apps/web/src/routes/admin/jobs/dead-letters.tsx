import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deadLettersQuery } from '../../../api/admin-queries.js';
import type { Queue } from '../../../api/types.js';
import { codeText } from '../../../features/problem/code-text.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { formatDateTime } from '../../../ui/format.js';
import { Loading } from '../../../ui/page.js';

interface DeadLettersProps {
  readonly queue: Queue['name'];
  readonly count: number;
}

/** Jobs that were given up: when and why, which is all that is kept of them. */
export function DeadLetters({ queue, count }: DeadLettersProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const letters = useQuery({ ...deadLettersQuery(queue), enabled: isOpen });
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="min-h-6 text-sm underline-offset-2 hover:underline">{t('queue.letters', { count })}</summary>
      {isOpen && letters.isPending && <Loading label={t('queue.loading')} />}
      {letters.isError && <ProblemNotice error={letters.error} onRetry={() => void letters.refetch()} />}
      <ul className="mt-2 max-h-80 divide-y divide-line overflow-y-auto text-sm">
        {letters.data?.map((letter) => (
          <li key={letter.id} className="grid gap-0.5 py-2">
            <p>
              <span className="font-mono">{letter.name}</span>
              {letter.failedAt !== null && ` · ${formatDateTime(letter.failedAt)}`}
              {` · ${t('queue.attempts', { count: letter.attempts })}`}
            </p>
            <p className="text-loss">
              {codeText(letter.code)} <span className="font-mono">{letter.code}</span>
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
