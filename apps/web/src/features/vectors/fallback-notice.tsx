import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice.js';

/** Said quietly: what was found is whole, it only took longer. */
export function FallbackNotice({ className }: { readonly className?: string }) {
  const { t } = useTranslation();
  return (
    <Notice live="status" {...(className !== undefined && { className })}>
      {t('vectors.fallback')}
    </Notice>
  );
}
