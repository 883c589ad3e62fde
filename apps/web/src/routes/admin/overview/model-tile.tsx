import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { systemQuery } from '../../../api/queries.js';
import { problemText } from '../../../features/problem/problem-text.js';
import { Tile } from '../../../ui/tile.js';

const tones = { ready: 'plain', loading: 'plain', missing: 'attention', failed: 'loss' } as const;

export function ModelTile() {
  const { t } = useTranslation();
  const system = useQuery(systemQuery);
  const title = t('overview.models');
  if (system.isError) {
    return <Tile to="/admin/system" title={title} value="–" note={problemText(system.error)} tone="loss" />;
  }
  if (system.isPending) return <Tile to="/admin/system" title={title} value="…" />;
  const { embedding, languageModel } = system.data;
  return (
    <Tile
      to="/admin/system"
      title={title}
      value={t(`system.state.${embedding.state}`)}
      note={`${t('system.languageModel')}: ${languageModel.modelId ?? t('system.noModel')}`}
      tone={tones[embedding.state]}
    />
  );
}
