import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { CircleAlert, CircleCheck, FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import { documentsQuery } from '../../api/queries.js';
import type { HearthDocument } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { formatBytes } from '../../ui/format.js';
import { Progress } from '../../ui/progress.js';
import { problemText } from '../problem/problem-text.js';
import type { Upload } from './upload-queue.js';
import { type UploadProgress, uploadProgress } from './upload-progress.js';
import { uploadQueue } from './uploads.js';

interface UploadRowProps {
  readonly upload: Upload;
  readonly documents: readonly HearthDocument[];
}

export function UploadRow({ upload, documents }: UploadRowProps) {
  const { t } = useTranslation();
  const progress = uploadProgress(upload.state, documents);
  const { name, size } = upload.file;
  return (
    <li className="grid gap-1.5 px-4 py-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Mark step={progress.step} />
        <span className="min-w-0 flex-1 basis-40 truncate text-sm" title={name}>
          {name} <span className="text-ink-soft">{formatBytes(size)}</span>
        </span>
        <output className="text-sm text-ink-soft tabular-nums">
          {progress.problem === undefined &&
            t(`upload.step.${progress.step}`, { percent: Math.floor(progress.percent / 10) * 10 })}
        </output>
        <Actions upload={upload} progress={progress} />
      </div>
      {progress.problem !== undefined && (
        <p role="alert" className="ps-8 text-sm text-loss">
          {duplicateText(t, progress.problem, documents) ?? problemText(progress.problem)}
        </p>
      )}
      {progress.isUnderWay && <Progress label={t('upload.progress', { name })} value={progress.percent} />}
    </li>
  );
}

function Mark({ step }: { readonly step: UploadProgress['step'] }) {
  if (step === 'ready') return <CircleCheck aria-hidden className="size-5 shrink-0 text-pine" />;
  if (step === 'failed') return <CircleAlert aria-hidden className="size-5 shrink-0 text-loss" />;
  return <FileText aria-hidden className="size-5 shrink-0 text-ink-soft" />;
}

function Actions({ upload, progress }: { readonly upload: Upload; readonly progress: UploadProgress }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { documentId, problem } = progress;
  const withdraw = useMutation({
    mutationFn: (id: string) => unwrap(client.DELETE('/api/v1/documents/{id}', { params: { path: { id } } })),
    onSettled: () => {
      uploadQueue.cancel(upload.key);
      return queries.invalidateQueries({ queryKey: documentsQuery.queryKey });
    },
  });
  const firstId = problem?.code === 'document.duplicate' ? firstDocumentId(problem) : undefined;
  return (
    <div className="flex flex-wrap gap-1.5">
      {progress.isUnderWay && (
        <Button
          size="small"
          busy={withdraw.isPending}
          onClick={() => (documentId === undefined ? uploadQueue.cancel(upload.key) : withdraw.mutate(documentId))}
        >
          {t('action.cancel')}
        </Button>
      )}
      {progress.step === 'ready' && documentId !== undefined && (
        <Button size="small" asChild>
          <Link to="/documents/$id" params={{ id: documentId }}>
            {t('upload.open')}
          </Link>
        </Button>
      )}
      {firstId !== undefined && (
        <>
          <Button size="small" asChild>
            <Link to="/documents/$id" params={{ id: firstId }}>
              {t('upload.openFirst')}
            </Link>
          </Button>
          <Button size="small" onClick={() => uploadQueue.retry(upload.key, { allowDuplicate: true })}>
            {t('upload.addAnyway')}
          </Button>
        </>
      )}
      {progress.canRetry && (
        <Button size="small" onClick={() => uploadQueue.retry(upload.key)}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  );
}

function firstDocumentId(problem: ApiProblem): string | undefined {
  const { documentId } = problem.details;
  return typeof documentId === 'string' ? documentId : undefined;
}

function duplicateText(t: TFunction, problem: ApiProblem, documents: readonly HearthDocument[]): string | undefined {
  const first = documents.find(({ id }) => id === firstDocumentId(problem));
  return first && t('problem.duplicateOf', { title: first.title });
}
