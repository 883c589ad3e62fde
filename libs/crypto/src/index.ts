export { AgePassphraseIdentity, AgePassphraseRecipient } from './age-passphrase.js';
export { AGE_CHUNK_BYTES, AgePayloadSealer } from './age-payload.js';
export { AGE_NONCE_BYTES, AGE_SEALED_CHUNK_BYTES, AgePayloadOpener } from './age-payload-opener.js';
export { type ApiKeyToken, formatApiKey, newApiKeyToken, parseApiKey } from './api-key.js';
export { auditTag, isNoteSignature, notePublicKey, signNoteText } from './audit-keys.js';
export { UnreadableCiphertextError } from './crypto.errors.js';
export {
  contentDigest,
  decodeKeyFile,
  dedupeHash,
  deriveApiKey,
  deriveWorkerKey,
  encodeKeyFile,
  lookupHash,
} from './install-keys.js';
export { equalSecrets, KEY_BYTES, newKey, randomBytes, wipe } from './key-material.js';
export {
  decodeKeyRing,
  encodeKeyRing,
  type KeyRing,
  newestDataKeyVersion,
  newKeyRing,
  wipeKeyRing,
} from './key-ring.js';
export { type MemberKeyPair, newMemberKeyPair, publicHalf } from './member-key-pair.js';
export { KeySlot, type KeyWrapContext, unwrapKey, wrapKey } from './key-wrap.js';
export {
  DEFAULT_STRETCHING,
  derivePasswordKeys,
  deriveRingKey,
  deriveSelfKey,
  PASSWORD_SALT_BYTES,
  PASSWORD_STRETCHING,
  type PasswordKeys,
  type PasswordStretching,
  passphraseBytes,
  STRETCHED_BYTES,
} from './password.js';
export { type PointOwner, PointRecords } from './point-record.js';
export {
  assertCommitment,
  deriveRecordSetKey,
  isLastSegment,
  MAX_RECORDS_PER_TYPE,
  openRecord,
  type RecordPlace,
  type RecordSetAddress,
  type RecordSetKey,
  RecordType,
  sealRecord,
} from './record.js';
export { RecordManifest } from './record-manifest.js';
export { formatRecoveryKey, parseRecoveryKey, recoveryLocator } from './recovery-key.js';
export { UnreadableRecoveryKeyError } from './recovery-key.errors.js';
export { type BoxAddress, openBox, sealBox } from './sealed-box.js';
export { openSuccessor, recipientTag, sealSuccessor, tokenVerifier, tokenWrappingSecret } from './token-secrets.js';
export { deriveThrottleKey, throttleTag } from './throttle-keys.js';
export { NOISE_RADIUS, vectorNoise } from './vector-noise.js';
export { protectQuery, protectVector } from './vector-protection.js';
export { VectorRotation } from './vector-rotation.js';
export { deriveVectorSpaceKeys, vectorGeneration, type VectorSpace, type VectorSpaceKeys } from './vector-space.js';
