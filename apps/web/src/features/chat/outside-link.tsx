import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';

/**
 * A link in an answer, which a document may have planted: its address is always visible, and nothing is asked of that
 * address before somebody read it and said yes.
 */
export function OutsideLink({ href, children }: { readonly href: string | undefined; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const address = webAddress(href);
  if (address === undefined) return <>{children}</>;
  const leave = () => {
    setAsking(false);
    open(address, '_blank', 'noopener,noreferrer');
  };
  return (
    <>
      {children}{' '}
      <button
        type="button"
        onClick={() => setAsking(true)}
        className="inline min-h-6 font-sans text-sm text-ember underline underline-offset-2 [overflow-wrap:anywhere]"
      >
        {address}
      </button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={leave}
        look="primary"
        title={t('link.title')}
        description={t('link.description', { address })}
        confirm={t('link.confirm')}
      />
    </>
  );
}

function webAddress(href: string | undefined): string | undefined {
  const url = URL.parse(href ?? '');
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
}
