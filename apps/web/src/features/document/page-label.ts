import type { TFunction } from 'i18next';

/** @returns `Page 3`, `Pages 3–4`, or nothing for a format without pages. */
export function pageLabel(t: TFunction, page: number | null, lastPage: number | null): string {
  if (page === null) return '';
  return lastPage === null || lastPage === page
    ? t('document.page', { page })
    : t('document.pages', { page, lastPage });
}
