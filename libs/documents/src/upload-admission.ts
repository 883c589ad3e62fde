import type { UserId } from '@hearthlore/kernel';

/** Says whether a member may have one more document. Asked inside the transaction that adds it. */
export interface UploadAdmission {
  /** @throws where there is no room: the document is not added then. */
  assertUpload(ownerId: UserId): Promise<void>;
}
