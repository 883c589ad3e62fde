import type { ArchiveEntry } from './archive-writer.js';
import { LEFT_OUT, type Table } from './tables.js';

export const RESTORE_ENTRY = 'restore.sql';
export const REPLAY_ENTRY = 'replay.sql';
export const LEDGER_ENTRY = 'ledger.jsonl';

/** How far the erasure ledger was when the backup was made. */
export interface LedgerState {
  readonly count: number;
  /** Hexadecimal SHA-256 of its last line; zeros of an empty one. */
  readonly head: string;
}

/**
 * Loads the rows and repeats the erasures: for psql, as a superuser, in the folder that the archive was unpacked to.
 * Everything happens or nothing.
 */
export function restoreScript(tables: readonly Table[], entries: readonly ArchiveEntry[]): string {
  const loads = tables.flatMap(({ name, columns }) => {
    const list = columns.map((column) => `"${column}"`).join(', ');
    const files = entries.filter(({ path }) => isPartOf(path, name)).map(({ path }) => path);
    return files.map((file) => `\\copy public."${name}" (${list}) from '${file}' with (format binary)`);
  });
  return `\\set ON_ERROR_STOP on
BEGIN;
-- What the migrations themselves put in comes from the backup.
TRUNCATE ${[...tables.map(({ name }) => name), ...LEFT_OUT].map((name) => `public."${name}"`).join(', ')};
${loads.join('\n')}
-- It serves nobody until every erasure since has been repeated.
UPDATE public.installation SET restored_at = now(), fenced_until = NULL;
\\ir ${REPLAY_ENTRY}
COMMIT;
ANALYZE;
`;
}

function isPartOf(path: string, table: string): boolean {
  return path === `data/${table}.copy` || new RegExp(`^data/${table}\\.\\d{4,}\\.copy$`).test(path);
}

/**
 * Repeats the erasures of `ledger.jsonl`: put the newest one from the backup target in its place first. It refuses a
 * ledger with a gap, and one that is older than the backup or another one's.
 */
export function replayScript({ count, head }: LedgerState): string {
  return `\\set ON_ERROR_STOP on
CREATE TEMP TABLE ledger (place bigserial, line text);
-- A line of JSON has no control characters: none of it is taken for a quote or a delimiter.
\\copy ledger (line) from '${LEDGER_ENTRY}' with (format csv, quote E'\\x01', delimiter E'\\x02')
DO $$
DECLARE
  entry record;
  before text := repeat('0', 64);
  at_backup text := repeat('0', 64);
  lines bigint := 0;
BEGIN
  FOR entry IN SELECT line FROM ledger ORDER BY place LOOP
    IF (entry.line::json->>'seq')::bigint <> lines OR entry.line::json->>'previous' <> before THEN
      RAISE EXCEPTION 'the erasure ledger has a gap at line %', lines + 1;
    END IF;
    before := encode(sha256(convert_to(entry.line, 'UTF8')), 'hex');
    lines := lines + 1;
    IF lines = ${count} THEN
      at_backup := before;
    END IF;
  END LOOP;
  IF lines < ${count} OR at_backup <> '${head}' THEN
    RAISE EXCEPTION 'the erasure ledger is older than the backup, or of another installation';
  END IF;
  DELETE FROM public.members m USING ledger l
   WHERE m.erasure_tag = decode(l.line::json->>'tag', 'hex');
  -- The audit log says that it goes on from here: what was signed of it later is not missing, but given up.
  PERFORM public.append_audit(
    (SELECT size FROM public.audit_head),
    ARRAY[format(
      '{"action":"installation.restored","actor":null,"network":null,"object":null,"reqId":null,"result":"ok","seq":%s,"ts":"%s"}',
      (SELECT size FROM public.audit_head),
      to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))],
    ARRAY[NULL::bytea], ARRAY[NULL::bytea], ARRAY[date_trunc('milliseconds', now())]);
  UPDATE public.installation SET restored_at = NULL;
END
$$;
DROP TABLE ledger;
`;
}
