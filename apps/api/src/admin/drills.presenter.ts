import type { Drill, HealthState, RecoveryHealth } from '@hearthlore/backup';
import type { DrillDto, RecoveryHealthDto, RecoveryStateDto } from './drill.dto.js';

export function toDrillDto(drill: Drill): DrillDto {
  const { finishedAt, startedAt } = drill;
  return {
    id: drill.id,
    kind: drill.kind,
    state: drill.state,
    step: drill.step ?? null,
    progress: drill.progress,
    backupId: drill.backupId ?? null,
    tables: drill.tables ?? null,
    rows: drill.rows ?? null,
    tombstones: drill.tombstones ?? null,
    seconds: finishedAt === undefined ? null : (finishedAt.getTime() - startedAt.getTime()) / 1000,
    error: drill.error ?? null,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

export function toRecoveryHealthDto({ backup, drill }: RecoveryHealth): RecoveryHealthDto {
  return { backup: toStateDto(backup), drill: toStateDto(drill) };
}

function toStateDto(one: { readonly state: HealthState; readonly lastGoodAt: Date | undefined }): RecoveryStateDto {
  return { state: one.state, lastGoodAt: one.lastGoodAt?.toISOString() ?? null };
}
