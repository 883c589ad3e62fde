import type { NoRelyingParty, RelyingParty } from '@hearthlore/config';
import { SetupService } from '@hearthlore/identity';
import { MEDIA_TYPES } from '@hearthlore/ingestion';
import { EmbeddingRuntime, LanguageModel } from '@hearthlore/models';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { UPLOAD_BYTES } from '../documents/upload-reader.js';
import { Public } from '../http/access.decorators.js';
import { OpenInMaintenance } from '../http/maintenance.guard.js';
import { VectorStoreWatch } from '../operations/vector-store-watch.js';
import { VERSION } from './version.js';

/** Where passkeys can be, is settled by the address that people use. */
export const PASSKEY_ADDRESS = Symbol('where passkeys can be');

class PasskeyFeatureDto {
  @ApiProperty()
  available!: boolean;

  @ApiProperty({ nullable: true, type: String, description: 'Why not, such as `address-has-no-name`.' })
  reason!: string | null;
}

class FeaturesDto {
  @ApiProperty({ description: 'Whether search by meaning works; by words it always does.' })
  searchByMeaning!: boolean;

  @ApiProperty({ description: 'What to tell people about search by meaning.' })
  searchByMeaningStatus!: string;

  @ApiProperty({ description: 'Whether a language model writes the answers; without one they are quotations.' })
  languageModel!: boolean;

  @ApiProperty({
    enum: ['sealed', 'qdrant'],
    description: 'Where vectors are searched; docs/leakage.md says what that means.',
  })
  vectorStore!: 'sealed' | 'qdrant';

  @ApiProperty({ type: PasskeyFeatureDto })
  passkeys!: PasskeyFeatureDto;
}

class ServerLimitsDto {
  @ApiProperty()
  uploadBytes!: number;

  @ApiProperty({ type: [String] })
  mediaTypes!: string[];
}

export class MetaDto {
  @ApiProperty()
  name!: string;

  @ApiProperty()
  version!: string;

  @ApiProperty()
  setupRequired!: boolean;

  @ApiProperty({ type: FeaturesDto })
  features!: FeaturesDto;

  @ApiProperty({ type: ServerLimitsDto })
  limits!: ServerLimitsDto;
}

@ApiTags('meta')
@Public()
@OpenInMaintenance()
@Controller('meta')
export class MetaController {
  constructor(
    private readonly setup: SetupService,
    private readonly embedding: EmbeddingRuntime,
    private readonly vectors: VectorStoreWatch,
    @Inject(PASSKEY_ADDRESS) private readonly passkeys: RelyingParty | NoRelyingParty,
    @Optional() @Inject(LanguageModel) private readonly model: LanguageModel | undefined,
  ) {}

  @Get()
  @ApiOkResponse({ type: MetaDto })
  async get(): Promise<MetaDto> {
    return {
      name: 'Hearthlore',
      version: VERSION,
      setupRequired: await this.setup.isRequired(),
      features: {
        searchByMeaning: this.embedding.model !== undefined,
        searchByMeaningStatus: this.embedding.status.message,
        languageModel: this.model !== undefined,
        vectorStore: this.vectors.standing.kind,
        passkeys:
          'reason' in this.passkeys
            ? { available: false, reason: this.passkeys.reason }
            : { available: true, reason: null },
      },
      limits: {
        uploadBytes: UPLOAD_BYTES,
        mediaTypes: [...MEDIA_TYPES],
      },
    };
  }
}
