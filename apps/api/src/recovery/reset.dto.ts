import type { ResetKind } from '@hearthlore/identity';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

const KINDS: readonly ResetKind[] = ['recover', 'start-empty'];

export class CreateResetRequest {
  @ApiProperty({
    enum: KINDS,
    description: 'A link that still asks for the recovery key, or one that gives up what is sealed.',
  })
  @IsIn(KINDS)
  kind!: ResetKind;
}

export class ResetDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: KINDS })
  kind!: ResetKind;

  @ApiProperty({ format: 'date-time', description: 'Not to be used before: the member has until then to cancel it.' })
  effectiveAt!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class CreatedResetDto extends ResetDto {
  @ApiProperty({ description: 'Shown once and stored as a hash.' })
  token!: string;

  @ApiProperty({
    description: 'Of the page to send to the member, with the token behind the #: no server log sees it.',
  })
  path!: string;
}

export class ResetListDto {
  @ApiProperty({ type: [ResetDto] })
  data!: ResetDto[];
}
