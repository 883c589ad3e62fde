import { ApiProblem } from '../../api/problem.js';
import type { HearthDocument } from '../../api/types.js';
import type { UploadState } from './upload-queue.js';

export interface UploadProgress {
  readonly step: 'waiting' | 'sending' | 'queued' | 'reading' | 'indexing' | 'ready' | 'failed' | 'cancelled';
  /** 0 to 100 of the step. */
  readonly percent: number;
  readonly isUnderWay: boolean;
  readonly canRetry: boolean;
  readonly documentId: string | undefined;
  readonly problem: ApiProblem | undefined;
}

/** The same file is refused for the same reason again: another try needs another file. */
const FINAL = /^document\.(?!timeout|interrupted)/;

/** What one line of the tray tells, from the sending on this side and the reading on the other. */
export function uploadProgress(state: UploadState, documents: readonly HearthDocument[]): UploadProgress {
  const still = { percent: 0, isUnderWay: true, canRetry: false, documentId: undefined, problem: undefined };
  switch (state.kind) {
    case 'waiting':
      return { ...still, step: 'waiting' };
    case 'sending':
      return { ...still, step: 'sending', percent: state.sent * 100 };
    case 'refused':
      return failed(state.problem, undefined);
    case 'cancelled':
      return { ...still, step: 'cancelled', isUnderWay: false, canRetry: true };
    case 'accepted': {
      const { documentId } = state;
      const document = documents.find(({ id }) => id === documentId);
      switch (document?.state) {
        case 'failed':
        case 'interrupted':
          return failed(new ApiProblem(document.error ?? `document.${document.state}`, 422), documentId);
        case 'ready':
        case 'expiring':
          return { ...still, step: 'ready', percent: 100, isUnderWay: false, documentId };
        default:
          return { ...still, step: document?.state ?? 'queued', percent: document?.progress ?? 0, documentId };
      }
    }
  }
}

const failed = (problem: ApiProblem, documentId: string | undefined): UploadProgress => ({
  step: 'failed',
  percent: 0,
  isUnderWay: false,
  canRetry: !FINAL.test(problem.code),
  documentId,
  problem,
});
