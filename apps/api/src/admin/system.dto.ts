import { ApiProperty } from '@nestjs/swagger';
import { RUNBOOKS, type RunbookKey } from '../operations/runbooks.js';

const PURPOSES = ['language-model', 'models', 'vectors', 'backup', 'mail', 'webhook', 'queue'] as const;

class EmbeddingDto {
  @ApiProperty({ enum: ['loading', 'ready', 'missing', 'failed'] })
  state!: string;

  @ApiProperty()
  modelId!: string;

  @ApiProperty({ nullable: true, type: String, enum: ['cpu', 'cuda', 'webgpu'] })
  provider!: string | null;

  @ApiProperty()
  sessions!: number;

  @ApiProperty()
  message!: string;
}

class LanguageModelDto {
  @ApiProperty()
  configured!: boolean;

  @ApiProperty({ nullable: true, type: String })
  modelId!: string | null;
}

class MasterKeyDto {
  @ApiProperty()
  version!: number;

  @ApiProperty({ description: 'members who have not signed in with their passphrase since the last rotation' })
  membersOnOldPeppers!: number;
}

class FixedSettingDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null for a secret.' })
  value!: string | null;

  @ApiProperty()
  isSecret!: boolean;
}

class TalkedToDto {
  @ApiProperty({ enum: PURPOSES })
  purpose!: (typeof PURPOSES)[number];

  @ApiProperty()
  host!: string;

  @ApiProperty({ description: 'It is this machine.' })
  isLocal!: boolean;
}

export class SystemDto {
  @ApiProperty()
  version!: string;

  @ApiProperty({ description: 'Version of Node.js.' })
  runtime!: string;

  @ApiProperty({ type: EmbeddingDto })
  embedding!: EmbeddingDto;

  @ApiProperty({ type: LanguageModelDto })
  languageModel!: LanguageModelDto;

  @ApiProperty({ type: MasterKeyDto })
  masterKey!: MasterKeyDto;

  @ApiProperty({ enum: ['postgres', 'redis'], description: 'Where the queues lie.' })
  queueBackend!: 'postgres' | 'redis';

  @ApiProperty()
  timeZone!: string;

  @ApiProperty({ enum: ['error', 'warn', 'info', 'debug'] })
  logLevel!: 'error' | 'warn' | 'info' | 'debug';

  @ApiProperty({ type: [FixedSettingDto], description: 'What the environment fixes; this page cannot change it.' })
  settings!: FixedSettingDto[];

  @ApiProperty({ type: [TalkedToDto], description: 'Every host that is set; nothing else is ever talked to.' })
  hosts!: TalkedToDto[];

  @ApiProperty({ type: [String], description: 'What the diagnostics download has in it, by the names of its fields.' })
  diagnostics!: string[];
}

class RunbookDto {
  @ApiProperty({ enum: RUNBOOKS })
  key!: RunbookKey;

  @ApiProperty({ description: 'Markdown, to be filled in where it says [ ].' })
  text!: string;
}

export class RunbookListDto {
  @ApiProperty({ type: [RunbookDto] })
  data!: RunbookDto[];
}
