import { useSyncExternalStore } from 'react';
import { documentsQuery } from '../../api/queries.js';
import { queryClient } from '../../query-client.js';
import { sendFile } from './send-file.js';
import { type Upload, UploadQueue } from './upload-queue.js';

export const uploadQueue = new UploadQueue({
  send: sendFile,
  onAccepted: () => void queryClient.invalidateQueries({ queryKey: documentsQuery.queryKey }),
});

export const useUploads = (): readonly Upload[] => useSyncExternalStore(uploadQueue.subscribe, uploadQueue.list);
