import { type DocumentId, parseId } from '@hearthlore/kernel';
import { SearchService } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { SearchRequestDto, SearchResultDto } from './search.dto.js';
import { toSearchResultDto } from './search.presenter.js';

@ApiTags('search')
@ApiBearerAuth()
@Needs('search.use')
@Controller('search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Post()
  @Scope('search')
  @HttpCode(200)
  @ApiOkResponse({ type: SearchResultDto })
  async find(
    @CurrentVault() vault: MemberVault,
    @Body() { documentIds, ...request }: SearchRequestDto,
  ): Promise<SearchResultDto> {
    const scope = documentIds?.flatMap((id) => parseId<DocumentId>(id) ?? []);
    const result = await this.search.search(vault, { ...request, ...(scope && { documentIds: scope }) }, vault.signal);
    return toSearchResultDto(result);
  }
}
