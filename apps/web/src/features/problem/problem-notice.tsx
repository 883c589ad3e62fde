import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { problemText } from './problem-text.js';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function ProblemNotice({ error, onRetry }: ProblemNoticeProps) {
  const { t } = useTranslation();
  return (
    <Notice
      tone="loss"
      live="alert"
      actions={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            <RotateCw aria-hidden />
            {t('action.retry')}
          </Button>
        )
      }
    >
      {problemText(error)}
    </Notice>
  );
}
