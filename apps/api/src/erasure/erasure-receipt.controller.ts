import { OwnErasure, ReceiptKey } from '@hearthlore/data-rights';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { ErasureReceiptDto } from './erasure.dto.js';
import { toErasureReceiptDto } from './erasure.presenter.js';

/** A header and no part of the address: addresses are logged on the way. */
const TOKEN = 'x-erasure-token';
const STATUS = { scheduled: 202, erasing: 202, erased: 200 } as const;

/** For somebody who has no account any more: whoever holds the token may read the receipt. */
@ApiTags('erasure')
@Public()
@Controller('erasure/receipt')
export class ErasureReceiptController {
  constructor(
    private readonly erasure: OwnErasure,
    private readonly key: ReceiptKey,
  ) {}

  @Get()
  @ApiHeader({ name: TOKEN, required: true, description: 'The token that was given when the erasure was asked for.' })
  @ApiOkResponse({ type: ErasureReceiptDto })
  @ApiAcceptedResponse({ type: ErasureReceiptDto, description: 'It is not done yet.' })
  async find(@Res({ passthrough: true }) reply: FastifyReply, @Headers(TOKEN) token = ''): Promise<ErasureReceiptDto> {
    const progress = await this.erasure.progress(token);
    reply.status(STATUS[progress.state]);
    return toErasureReceiptDto(progress, this.key.toString());
  }
}
