import { ApiKeys } from '@hearthlore/identity';
import { type ApiKeyId, Clock } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { ApiKeyListDto, CreateApiKeyRequest, NewApiKeyDto, RotateApiKeyRequest } from './api-key.dto.js';
import { toApiKeyListDto } from './api-keys.presenter.js';

const apiKeyId = new IdPipe<ApiKeyId>('api-key');

@ApiTags('api-keys')
@ApiBearerAuth()
@Needs('api-keys.manage')
@Controller('api-keys')
export class ApiKeysController {
  constructor(
    private readonly apiKeys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOkResponse({ type: ApiKeyListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<ApiKeyListDto> {
    return toApiKeyListDto(await this.apiKeys.list(vault), this.clock.now());
  }

  @Post()
  @NeedsStepUp()
  @ApiCreatedResponse({ type: NewApiKeyDto })
  async create(
    @CurrentVault() vault: MemberVault,
    @Body() { name, scopes, expiresAt, neverExpires }: CreateApiKeyRequest,
  ): Promise<NewApiKeyDto> {
    const end = typeof expiresAt === 'string' ? new Date(expiresAt) : expiresAt;
    return this.apiKeys.create(vault, { name, scopes, expiresAt: end, neverExpires });
  }

  @Post(':id/rotate')
  @NeedsStepUp()
  @ApiCreatedResponse({ type: NewApiKeyDto, description: 'The old key works until the overlap is over.' })
  async rotate(
    @CurrentVault() vault: MemberVault,
    @Param('id', apiKeyId) id: ApiKeyId,
    @Body() { overlapHours }: RotateApiKeyRequest,
  ): Promise<NewApiKeyDto> {
    return this.apiKeys.rotate(vault, id, overlapHours);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'From the next request on the key is worth nothing, and its streams end.' })
  async revoke(@CurrentVault() vault: MemberVault, @Param('id', apiKeyId) id: ApiKeyId): Promise<void> {
    await this.apiKeys.revoke(vault.ownerId, id);
  }
}
