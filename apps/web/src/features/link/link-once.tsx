import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { toast } from '../../ui/toasts.js';

interface LinkOnceProps {
  readonly path: string;
  readonly explanation: string;
}

/** A link that the server cannot show again; whoever made it hands it on. */
export function LinkOnce({ path, explanation }: LinkOnceProps) {
  const { t } = useTranslation();
  const link = `${location.origin}${path}`;
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => toast('done', t('family.copied')),
      () => toast('loss', t('problem.clipboard')),
    );
  return (
    <Notice tone="done" live="status">
      <p>{explanation}</p>
      <p className="mt-1.5 font-mono text-sm [overflow-wrap:anywhere]" translate="no">
        {link}
      </p>
      <Button size="small" className="mt-2" onClick={() => void copy()}>
        <Copy aria-hidden />
        {t('family.copy')}
      </Button>
    </Notice>
  );
}
