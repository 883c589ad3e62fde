import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../ui/format.js';
import { LinkOnce } from '../link/link-once.js';

interface ReceiptLinkProps {
  readonly effectiveAt: string;
  readonly receiptToken: string;
}

/** The only way to the receipt once there is no account to sign in to. */
export function ReceiptLink({ effectiveAt, receiptToken }: ReceiptLinkProps) {
  const { t } = useTranslation();
  return (
    <LinkOnce
      path={`/receipt#${receiptToken}`}
      explanation={t('erasure.receiptLink', { date: formatDateTime(effectiveAt) })}
    />
  );
}
