import { ApiProperty } from '@nestjs/swagger';
import { ALERTS, type AlertName } from '../operations/alerts.js';

class OverviewUsersDto {
  @ApiProperty()
  total!: number;

  @ApiProperty({ description: 'Neither disabled, nor waiting, nor being erased.' })
  active!: number;
}

class OverviewDocumentsDto {
  @ApiProperty({ description: 'Of all members.' })
  total!: number;

  @ApiProperty({ description: 'Ciphertext of all members.' })
  storedBytes!: number;
}

class OverviewQueuesDto {
  @ApiProperty()
  waiting!: number;

  @ApiProperty()
  active!: number;

  @ApiProperty()
  failed!: number;

  @ApiProperty({ description: 'Queues that are paused.' })
  paused!: number;
}

class OverviewDiskDto {
  @ApiProperty()
  freeBytes!: number;

  @ApiProperty()
  totalBytes!: number;
}

class OverviewBackupDto {
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastGoodAt!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  bytes!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  verifiedAt!: string | null;

  @ApiProperty({ description: 'A target and a recipient are set.' })
  isConfigured!: boolean;
}

class OverviewDrillDto {
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastGoodAt!: string | null;
}

class OverviewModelsDto {
  @ApiProperty({ enum: ['loading', 'ready', 'missing', 'failed'] })
  embedding!: string;

  @ApiProperty({ description: 'A language model is set.' })
  languageModel!: boolean;
}

/** The tiles of the administration's first page: counts, dates and bytes. */
export class OverviewDto {
  @ApiProperty({ type: OverviewUsersDto })
  users!: OverviewUsersDto;

  @ApiProperty({ type: OverviewDocumentsDto })
  documents!: OverviewDocumentsDto;

  @ApiProperty({ type: OverviewQueuesDto, nullable: true, description: 'Null while the queues do not answer.' })
  queues!: OverviewQueuesDto | null;

  @ApiProperty({ type: OverviewDiskDto })
  disk!: OverviewDiskDto;

  @ApiProperty({ type: OverviewBackupDto })
  backup!: OverviewBackupDto;

  @ApiProperty({ type: OverviewDrillDto })
  drill!: OverviewDrillDto;

  @ApiProperty({ type: OverviewModelsDto })
  models!: OverviewModelsDto;

  @ApiProperty()
  openIncidents!: number;

  @ApiProperty({ enum: ALERTS, isArray: true })
  warnings!: AlertName[];
}
