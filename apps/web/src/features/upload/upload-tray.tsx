import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentsQuery } from '../../api/queries.js';
import { Button } from '../../ui/button.js';
import { UploadRow } from './upload-row.js';
import { uploadQueue, useUploads } from './uploads.js';

/** Stays while other pages are looked at; leaving the whole page warns only while something is being sent. */
export function UploadTray() {
  const { t } = useTranslation();
  const uploads = useUploads();
  const documents = useQuery({ ...documentsQuery, enabled: uploads.length > 0 });
  const [isFolded, setFolded] = useState(false);
  const isSending = uploadQueue.isSending;

  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isSending]);

  if (uploads.length === 0) return null;
  const clear = () => uploads.forEach(({ key, state }) => !isUnsettled(state.kind) && uploadQueue.dismiss(key));
  return (
    <section aria-label={t('upload.label')} className="no-print border-t border-line bg-surface">
      <div className="flex items-center gap-2 px-4 py-1.5">
        <h2 className="min-w-0 flex-1 text-sm font-semibold">{t('upload.title', { count: uploads.length })}</h2>
        <Button look="quiet" size="small" aria-expanded={!isFolded} onClick={() => setFolded(!isFolded)}>
          {isFolded ? <ChevronUp aria-hidden /> : <ChevronDown aria-hidden />}
          {isFolded ? t('upload.unfold') : t('upload.fold')}
        </Button>
        {!isSending && (
          <Button look="quiet" size="small" onClick={clear}>
            <X aria-hidden />
            {t('upload.clear')}
          </Button>
        )}
      </div>
      {!isFolded && (
        <ul className="grid max-h-[32dvh] gap-px overflow-y-auto pb-2">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} documents={documents.data ?? []} />
          ))}
        </ul>
      )}
    </section>
  );
}

const isUnsettled = (kind: string): boolean => kind === 'waiting' || kind === 'sending';
