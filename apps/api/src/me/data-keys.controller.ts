import { DataKeyRotationService } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';

class SealedSetCountsDto {
  @ApiProperty({ description: 'Documents and conversations.' })
  total!: number;

  @ApiProperty({ description: 'Of these still under an older key; they move on while you are signed in.' })
  older!: number;
}

export class DataKeysDto {
  @ApiProperty({ description: 'Of the newest key, which seals what is new.' })
  version!: number;

  @ApiProperty({ type: SealedSetCountsDto })
  recordSets!: SealedSetCountsDto;
}

/** The keys under which the member's documents and conversations are sealed. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/data-keys')
export class DataKeysController {
  constructor(private readonly rotation: DataKeyRotationService) {}

  @Get()
  @ApiOkResponse({ type: DataKeysDto })
  status(@CurrentVault() vault: MemberVault): Promise<DataKeysDto> {
    return this.rotation.status(vault);
  }

  @Post('rotate')
  @HttpCode(202)
  @NeedsStepUp()
  @ApiAcceptedResponse({ type: DataKeysDto, description: 'What is new is under the new key at once.' })
  rotate(@CurrentVault() vault: MemberVault): Promise<DataKeysDto> {
    return this.rotation.rotate(vault);
  }
}
