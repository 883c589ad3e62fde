import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { toast } from '../../ui/toasts.js';

interface ShownOnceProps {
  readonly secret: string;
  readonly onDone: () => void;
}

/** A secret that the server does not keep: gone from the screen, gone. */
export function ShownOnce({ secret, onDone }: ShownOnceProps) {
  const { t } = useTranslation();
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => toast('done', t('keys.copied')),
      () => toast('loss', t('problem.clipboard')),
    );
  return (
    <Notice
      tone="done"
      live="status"
      actions={
        <>
          <Button size="small" onClick={() => void copy()}>
            <Copy aria-hidden />
            {t('keys.copy')}
          </Button>
          <Button size="small" look="quiet" onClick={onDone}>
            {t('keys.kept')}
          </Button>
        </>
      }
    >
      <p>{t('keys.once')}</p>
      <output className="mt-1.5 block font-mono [overflow-wrap:anywhere]" translate="no">
        {secret}
      </output>
    </Notice>
  );
}
