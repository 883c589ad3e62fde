import { BackupsService } from '@hearthlore/backup';
import { AccountsService } from '@hearthlore/identity';
import type { BackupId, UserId } from '@hearthlore/kernel';
import { Controller, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp, Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { BackupDto, BackupListDto } from './backup.dto.js';
import { toBackupDto, toBackupSettingsDto } from './backups.presenter.js';

const backupId = new IdPipe<BackupId>('backup');
const CIPHERTEXT = 'application/octet-stream';
const NOTE = 'text/plain; charset=utf-8';

/** Backups of the whole installation: ciphertext, which nobody can open here. */
@ApiTags('admin')
@ApiBearerAuth()
@Needs('backups.manage')
@Controller('admin/backups')
export class BackupsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly backups: BackupsService,
  ) {}

  @Get()
  @Scope('admin')
  @ApiOkResponse({ type: BackupListDto })
  async list(@CurrentMember() memberId: UserId): Promise<BackupListDto> {
    await this.accounts.assertManager(memberId);
    const { backups, lastGoodAt } = await this.backups.overview(memberId);
    return {
      data: backups.map(toBackupDto),
      settings: toBackupSettingsDto(this.backups),
      lastGoodAt: lastGoodAt?.toISOString() ?? null,
    };
  }

  @Post()
  @Scope('admin')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: BackupDto })
  async create(@CurrentMember() memberId: UserId): Promise<BackupDto> {
    await this.accounts.assertManager(memberId);
    return toBackupDto(await this.backups.request(memberId));
  }

  @Get(':id')
  @Scope('admin')
  @ApiOkResponse({ type: BackupDto })
  async get(@CurrentMember() memberId: UserId, @Param('id', backupId) id: BackupId): Promise<BackupDto> {
    await this.accounts.assertManager(memberId);
    return toBackupDto(await this.backups.get(memberId, id));
  }

  @Post(':id/verify')
  @Scope('admin')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: BackupDto, description: '`verifiedAt` changes when it is done.' })
  async verify(@CurrentMember() memberId: UserId, @Param('id', backupId) id: BackupId): Promise<BackupDto> {
    await this.accounts.assertManager(memberId);
    return toBackupDto(await this.backups.requestVerification(memberId, id));
  }

  /** What a thief of a session would take first: everything of everybody, if only as ciphertext. */
  @Get(':id/content')
  @Needs('backups.download')
  @NeedsStepUp()
  @Header('content-type', CIPHERTEXT)
  @ApiProduces(CIPHERTEXT)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(@CurrentMember() memberId: UserId, @Param('id', backupId) id: BackupId): Promise<StreamableFile> {
    await this.accounts.assertManager(memberId);
    const { backup, content } = await this.backups.open(memberId, id);
    return new StreamableFile(content, {
      type: CIPHERTEXT,
      disposition: `attachment; filename="${backup.file}"`,
      ...(backup.bytes !== null && { length: backup.bytes }),
    });
  }

  @Get(':id/manifest')
  @Scope('admin')
  @Header('content-type', NOTE)
  @ApiProduces('text/plain')
  @ApiOkResponse({
    schema: { type: 'string' },
    description: 'Signed note: put it beside the file to verify it offline.',
  })
  async manifest(@CurrentMember() memberId: UserId, @Param('id', backupId) id: BackupId): Promise<string> {
    await this.accounts.assertManager(memberId);
    return this.backups.manifest(memberId, id);
  }
}
