import { ApiProperty } from '@nestjs/swagger';

const STATES = ['active', 'completed', 'failed'] as const;
const TRIGGERS = ['schedule', 'manager'] as const;
const TARGETS = ['folder', 's3'] as const;

export class BackupDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: STATES })
  state!: (typeof STATES)[number];

  @ApiProperty({ enum: TRIGGERS })
  trigger!: (typeof TRIGGERS)[number];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it is at: `waiting`, `starting`, `snapshot`, `writing`, `verifying`.',
  })
  step!: string | null;

  @ApiProperty({ description: '0 to 100.' })
  progress!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Name of the file at the target.' })
  file!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  bytes!: number | null;

  @ApiProperty({ description: 'How many can open it.' })
  recipients!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds for which nothing new was taken in.' })
  fencedFor!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Code of why it failed.' })
  error!: string | null;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was last read back.' })
  verifiedAt!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`good`, or what was found: such as `file-missing`, `file-truncated`, `file-damaged`, `chain-broken`.',
  })
  verification!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it left the target.' })
  removedAt!: string | null;
}

export class KeepRulesDto {
  @ApiProperty()
  last!: number;

  @ApiProperty()
  daily!: number;

  @ApiProperty()
  weekly!: number;

  @ApiProperty({ description: 'None is kept longer, whatever the other rules say.' })
  maxDays!: number;
}

export class BackupSettingsDto {
  @ApiProperty({ description: 'Whether there is a target and somebody who could open what is written there.' })
  isConfigured!: boolean;

  @ApiProperty({ type: String, enum: TARGETS, nullable: true })
  target!: (typeof TARGETS)[number] | null;

  @ApiProperty({ description: 'Whether nothing is deleted at the target from here.' })
  isAppendOnly!: boolean;

  @ApiProperty({ type: [String], description: 'First 16 hexadecimal digits of the SHA-256 of each age recipient.' })
  recipients!: string[];

  @ApiProperty({ type: KeepRulesDto })
  keep!: KeepRulesDto;

  @ApiProperty({ description: 'Verifies manifests without this server (C2SP signed-note, verifier key).' })
  verifierKey!: string;
}

export class BackupListDto {
  @ApiProperty({ type: [BackupDto], description: 'Newest first.' })
  data!: BackupDto[];

  @ApiProperty({ type: BackupSettingsDto })
  settings!: BackupSettingsDto;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the newest one was taken that was read back whole and is still at the target.',
  })
  lastGoodAt!: string | null;
}
