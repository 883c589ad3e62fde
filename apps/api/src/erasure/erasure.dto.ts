import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

const REASONS = ['member', 'manager', 'awaiting-confirmation'] as const;
const PROGRESS = ['scheduled', 'erasing', 'erased'] as const;

export class RequestErasureRequest {
  @ApiProperty({ description: 'The own e-mail address.' })
  @IsString()
  @Length(1, 320)
  confirm!: string;
}

export class RequestedErasureDto {
  @ApiProperty({ format: 'date-time', description: 'Until then it can be taken back.' })
  effectiveAt!: string;

  @ApiProperty({
    description: 'Fetches the receipt later, when there is no account to sign in to. Shown once and stored as a hash.',
  })
  receiptToken!: string;
}

export class ScheduledErasureDto {
  @ApiProperty({ enum: REASONS })
  reason!: (typeof REASONS)[number];

  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'Until then it can be taken back.' })
  effectiveAt!: string;
}

export class ErasureStateDto {
  @ApiProperty({ type: ScheduledErasureDto, nullable: true, description: 'Null where nothing is to be erased.' })
  scheduled!: ScheduledErasureDto | null;
}

export class ErasureReceiptDto {
  @ApiProperty({ enum: PROGRESS })
  state!: (typeof PROGRESS)[number];

  @ApiProperty({ format: 'date-time', description: 'When it begins, or began.' })
  effectiveAt!: string;

  @ApiProperty({
    nullable: true,
    type: String,
    description:
      'A signed note (C2SP signed-note) with counts, the line of the ledger and dates; null until it is done.',
  })
  receipt!: string | null;

  @ApiProperty({ description: 'The key that the note is signed with (C2SP signed-note, verifier key).' })
  verifierKey!: string;
}
