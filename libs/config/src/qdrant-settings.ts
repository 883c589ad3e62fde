import { isLoopback } from './address/ip-address.js';
import type { Secret } from './secret.js';

/** Rules that an operator may set aside by naming them in `HEARTHLORE_ALLOW_INSECURE`. */
export const QDRANT_WITHOUT_KEY_RULE = 'qdrant-without-key';
export const QDRANT_PLAIN_HTTP_RULE = 'qdrant-plain-http';

/** The settings that have to fit together, by their names. */
interface QdrantSettings {
  readonly HEARTHLORE_VECTOR_STORE: 'sealed' | 'qdrant';
  readonly QDRANT_URL?: string | undefined;
  readonly QDRANT_API_KEY?: Secret | undefined;
  readonly HEARTHLORE_ALLOW_INSECURE: string;
}

interface CollectionSettings {
  readonly HEARTHLORE_QDRANT_CA_FILE?: string | undefined;
  readonly HEARTHLORE_QDRANT_ON_DISK: 'on' | 'off';
  readonly HEARTHLORE_QDRANT_QUANTIZATION: 'none' | 'int8';
  readonly HEARTHLORE_QDRANT_SHARDS: number;
  readonly HEARTHLORE_QDRANT_REPLICAS: number;
}

/** Where Qdrant is, how to come in, and how collections are made there. */
export interface QdrantPlace {
  readonly url: string;
  readonly apiKey: Secret | undefined;
  readonly caFile: string | undefined;
  readonly allowPlain: boolean;
  readonly layout: {
    readonly onDisk: boolean;
    readonly quantization: 'none' | 'int8';
    readonly shards: number;
    readonly replicas: number;
  };
}

/** @returns `undefined` where no Qdrant is named. */
export function qdrantPlace(env: QdrantSettings & CollectionSettings): QdrantPlace | undefined {
  if (env.QDRANT_URL === undefined) return undefined;
  return {
    url: env.QDRANT_URL,
    apiKey: env.QDRANT_API_KEY,
    caFile: env.HEARTHLORE_QDRANT_CA_FILE,
    allowPlain: allowedRules(env).includes(QDRANT_PLAIN_HTTP_RULE),
    layout: {
      onDisk: env.HEARTHLORE_QDRANT_ON_DISK === 'on',
      quantization: env.HEARTHLORE_QDRANT_QUANTIZATION,
      shards: env.HEARTHLORE_QDRANT_SHARDS,
      replicas: env.HEARTHLORE_QDRANT_REPLICAS,
    },
  };
}

/**
 * What lies in Qdrant is protected, not encrypted: who may ask it, and who may listen on the way, matters. Also checked
 * where the sealed store is in use, because collections of before may still have to be dropped there.
 *
 * @returns What is wrong and what to set, by the name of the variable; empty where the settings fit together.
 */
export function qdrantProblems(env: QdrantSettings): string[] {
  const { QDRANT_URL: text, QDRANT_API_KEY: key } = env;
  if (text === undefined)
    return env.HEARTHLORE_VECTOR_STORE === 'qdrant' ? ['QDRANT_URL: missing, the vectors are to be there'] : [];
  const allowed = allowedRules(env);
  const problems: string[] = [];
  const { protocol, hostname, username } = new URL(text);
  if (username !== '') problems.push('QDRANT_URL: holds a name; the key belongs into QDRANT_API_KEY');
  if (key === undefined && !allowed.includes(QDRANT_WITHOUT_KEY_RULE))
    problems.push(
      `QDRANT_API_KEY: missing; without a key, whoever reaches Qdrant reads, changes and deletes what is there. Set the same key in Qdrant, or HEARTHLORE_ALLOW_INSECURE=${QDRANT_WITHOUT_KEY_RULE}`,
    );
  if (
    protocol === 'http:' &&
    !isLoopback(hostname.replace(/^\[|\]$/g, '')) &&
    !allowed.includes(QDRANT_PLAIN_HTTP_RULE)
  )
    problems.push(
      `QDRANT_URL: plain http to another machine shows key and vectors to everybody on the way; use https, or, on a network of your own, HEARTHLORE_ALLOW_INSECURE=${QDRANT_PLAIN_HTTP_RULE}`,
    );
  return problems;
}

function allowedRules({ HEARTHLORE_ALLOW_INSECURE }: Pick<QdrantSettings, 'HEARTHLORE_ALLOW_INSECURE'>): string[] {
  return HEARTHLORE_ALLOW_INSECURE.split(',').map((rule) => rule.trim());
}
