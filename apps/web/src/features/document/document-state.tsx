import { CircleAlert, CircleCheck, CircleDashed, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HearthDocument } from '../../api/types.js';
import { Badge } from '../../ui/badge.js';

const looks = {
  queued: ['plain', CircleDashed],
  reading: ['plain', CircleDashed],
  indexing: ['plain', CircleDashed],
  ready: ['done', CircleCheck],
  failed: ['loss', CircleAlert],
  interrupted: ['attention', CircleAlert],
  expiring: ['attention', Clock],
} as const;

export function DocumentState({ document }: { readonly document: HearthDocument }) {
  const { t } = useTranslation();
  const [tone, Icon] = looks[document.state];
  const isMoving = document.state === 'reading' || document.state === 'indexing';
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`document.state.${document.state}`)}
      {isMoving && ` ${Math.round(document.progress)} %`}
    </Badge>
  );
}
