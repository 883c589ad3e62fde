import { AccountsService } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { Env } from '../operations/env.js';
import { VectorStoreWatch } from '../operations/vector-store-watch.js';
import { VectorUpkeep } from '../operations/vector-upkeep.js';
import { VectorStoreDto, VectorUpkeepDto } from './vectors.dto.js';
import { toVectorStoreDto } from './vectors.presenter.js';

/** Where vectors are searched: counts and dates of all members together, and what can be done about it. */
@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('system.read')
@Controller('admin/vectors')
export class VectorsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly watch: VectorStoreWatch,
    private readonly upkeep: VectorUpkeep,
    private readonly env: Env,
  ) {}

  @Get()
  @ApiOkResponse({ type: VectorStoreDto })
  async get(@CurrentMember() memberId: UserId): Promise<VectorStoreDto> {
    await this.accounts.assertManager(memberId);
    return toVectorStoreDto(await this.watch.state(), this.env.values);
  }

  @Post('rebuild')
  @HttpCode(200)
  @Needs('queues.manage')
  @ApiOkResponse({
    type: VectorUpkeepDto,
    description:
      'All collections are dropped and filled again: now for who is signed in, at the next sign-in for everybody else. 409 `vector-store.not-used` with the sealed store.',
  })
  async rebuild(@CurrentMember() memberId: UserId): Promise<VectorUpkeepDto> {
    await this.accounts.assertManager(memberId);
    return this.upkeep.renew(memberId);
  }

  @Post('sweep')
  @HttpCode(200)
  @Needs('queues.manage')
  @ApiOkResponse({
    type: VectorUpkeepDto,
    description:
      'Removes what belongs to nobody, and compares points and documents of who is signed in. 409 `vector-store.not-used` with the sealed store.',
  })
  async sweep(@CurrentMember() memberId: UserId): Promise<VectorUpkeepDto> {
    await this.accounts.assertManager(memberId);
    return this.upkeep.sweep();
  }
}
