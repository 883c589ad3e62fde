import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { metaQuery } from '../../api/queries.js';
import type { Meta } from '../../api/types.js';

/** Milliseconds between two looks while the model for search is being fetched. */
const LOOK_AGAIN = 3000;

const marks = {
  done: { Icon: CircleCheck, look: 'text-pine' },
  plain: { Icon: Info, look: 'text-ink-soft' },
  attention: { Icon: TriangleAlert, look: 'text-amber' },
} as const;

interface Check {
  readonly name: string;
  readonly mark: keyof typeof marks;
  readonly text: string;
}

/** What the server stands on, before anybody trusts it with documents. It tells a stranger no more than this. */
export function ThisComputer() {
  const { t } = useTranslation();
  const meta = useQuery({
    ...metaQuery,
    refetchInterval: ({ state }) => (state.data?.features.searchByMeaning === false ? LOOK_AGAIN : false),
  });
  if (meta.data === undefined) return null;
  return (
    <section aria-labelledby="this-computer" className="grid gap-2 rounded border border-line bg-sunken px-3.5 py-3">
      <h2 id="this-computer" className="text-sm font-semibold">
        {t('setup.computer.title')}
      </h2>
      <ul aria-live="polite" className="grid gap-2">
        {checksOf(meta.data.features, t).map(({ name, mark, text }) => {
          const { Icon, look } = marks[mark];
          return (
            <li key={name} className="flex gap-2.5 text-sm">
              <Icon aria-label={t(`setup.computer.${mark}`)} className={clsx('mt-0.5 size-4 shrink-0', look)} />
              <p className="min-w-0 [overflow-wrap:anywhere]">
                <span className="font-medium">{name}</span> <span className="text-ink-soft">{text}</span>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function checksOf(features: Meta['features'], t: TFunction): Check[] {
  const isSecret = location.protocol === 'https:';
  return [
    // who answers this question has asked the database
    { name: t('setup.computer.database'), mark: 'done', text: t('setup.computer.databaseDone') },
    {
      name: t('setup.computer.embedding'),
      mark: features.searchByMeaning ? 'done' : 'attention',
      text: features.searchByMeaningStatus,
    },
    {
      name: t('setup.computer.vectors'),
      mark: features.vectorStore === 'sealed' ? 'done' : 'attention',
      text: t(`setup.computer.vectorsIn.${features.vectorStore}`),
    },
    {
      name: t('system.languageModel'),
      mark: features.languageModel ? 'done' : 'plain',
      text: t(features.languageModel ? 'setup.computer.modelDone' : 'setup.computer.modelNone'),
    },
    {
      name: t('setup.computer.connection'),
      mark: isSecret ? 'done' : 'plain',
      text: t(isSecret ? 'setup.computer.connectionDone' : 'setup.computer.connectionHere'),
    },
  ];
}
