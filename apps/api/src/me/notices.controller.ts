import { Notices } from '@hearthlore/identity';
import { AppError, type NoticeId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { OwnAccount } from '../http/role.decorators.js';

class NoticeDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Such as `passphrase-changed`; clients leave out what they do not know.' })
  kind!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class NoticeListDto {
  @ApiProperty({ type: [NoticeDto] })
  data!: NoticeDto[];
}

/** Also for somebody else's notice. */
class NoticeNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'notice.not-found';

  constructor() {
    super('No such notice');
  }
}

const noticeId = new IdPipe<NoticeId>('notice');

/** What happened to the account since the member looked. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/notices')
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Get()
  @ApiOkResponse({ type: NoticeListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<NoticeListDto> {
    const notices = await this.notices.list(vault.ownerId);
    return { data: notices.map(({ id, kind, createdAt }) => ({ id, kind, createdAt: createdAt.toISOString() })) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async dismiss(@CurrentVault() vault: MemberVault, @Param('id', noticeId) id: NoticeId): Promise<void> {
    if (!(await this.notices.dismiss(vault.ownerId, id))) throw new NoticeNotFoundError();
  }
}
