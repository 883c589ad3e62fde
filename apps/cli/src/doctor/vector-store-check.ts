import { type Env, isLoopback, qdrantPlace } from '@hearthlore/config';
import { AppError } from '@hearthlore/kernel';
import { runningUrl } from '@hearthlore/machine';
import { type QdrantExamination, QdrantServer, VectorStoreVersionError } from '@hearthlore/qdrant';
import type { VectorStoreKind } from '@hearthlore/retrieval';
import { findAgreement } from '../vectors/agreement.js';
import { type Finding, fail, ok, warn } from './finding.js';

const NAME = 'vector store';
/** One try each: whoever runs this waits for it. */
const LIMITS = { readTimeout: 5_000, manageTimeout: 5_000, failures: 1 };
/** What every installation's collections begin with. */
const PREFIX = 't_';

/** @param findAgreed What the operator settled, as far as that can be looked up. */
export async function checkVectorStore(
  env: Env,
  findAgreed: (env: Env) => Promise<VectorStoreKind | undefined> = lookUp,
): Promise<Finding> {
  const place = qdrantPlace(env);
  const agreed = await findAgreed(env);
  const isUsed = env.HEARTHLORE_VECTOR_STORE === 'qdrant';
  if (isUsed && agreed === 'sealed')
    return fail(NAME, 'Nobody has agreed to what Qdrant learns: run "hearthlore vectors use qdrant".');
  if (place === undefined)
    return agreed === 'qdrant'
      ? warn(
          NAME,
          'sealed, and collections may be left in Qdrant: set QDRANT_URL, run "hearthlore vectors use sealed".',
        )
      : ok(NAME, 'sealed: vectors are searched in memory');
  const server = new QdrantServer({ ...place, limits: LIMITS });
  try {
    const examination = await server.examine();
    const collections = await server.list(PREFIX);
    return isUsed ? describe(place.url, examination) : describeUnused(collections.length);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return isUsed
      ? fail(NAME, whatIsWrong(error))
      : warn(NAME, `sealed; Qdrant cannot be looked at: ${error.message}.`);
  } finally {
    await server.close();
  }
}

function describe(url: string, { version, usesTokens, isOpen }: QdrantExamination): Finding {
  if (isOpen) return warn(NAME, `Qdrant ${version} answers who has no key: set service.api_key in its configuration.`);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, '')))
    return warn(NAME, `Qdrant ${version} is reached in clear: set its TLS up, and https in QDRANT_URL.`);
  if (!usesTokens)
    return warn(NAME, `Qdrant ${version} takes no tokens: set service.jwt_rbac, so that each opens one collection.`);
  return ok(NAME, `Qdrant ${version}; that telemetry_disabled is set in it cannot be seen from here`);
}

function describeUnused(collections: number): Finding {
  if (collections === 0) return ok(NAME, 'sealed; no collection is left in Qdrant');
  return warn(
    NAME,
    `sealed, and Qdrant has ${collections} collections of this or another installation: "hearthlore vectors use sealed" drops ours.`,
  );
}

function whatIsWrong(error: AppError): string {
  const version = error instanceof VectorStoreVersionError ? error.details.version : undefined;
  if (version !== undefined) return `Qdrant ${version} is not supported: 1.16 or newer, and below 2.`;
  if (error.code === 'vector-store.refused')
    return 'Qdrant refuses the key: QDRANT_API_KEY is not its service.api_key.';
  return 'Qdrant does not answer at QDRANT_URL: search goes on in the sealed packs, and what is new waits.';
}

/** The database answers while Hearthlore runs; otherwise the next start asks it. */
async function lookUp(env: Env): Promise<VectorStoreKind | undefined> {
  try {
    return await findAgreement(env.DATABASE_APP_URL?.reveal() ?? runningUrl(env.HEARTHLORE_DATA_DIR, 'hl_app'));
  } catch {
    return undefined;
  }
}
