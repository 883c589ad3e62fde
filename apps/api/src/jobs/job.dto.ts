import { MEMBER_JOB_KINDS, MEMBER_JOB_STATES, type MemberJobKind, type MemberJobState } from '@hearthlore/data-rights';
import { ApiProperty } from '@nestjs/swagger';

export class JobDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: MEMBER_JOB_KINDS })
  kind!: MemberJobKind;

  @ApiProperty({
    enum: MEMBER_JOB_STATES,
    description: '`awaiting-unlock`: it goes on by itself when the member signs in.',
  })
  state!: MemberJobState;

  @ApiProperty({ minimum: 0, maximum: 100 })
  progress!: number;

  @ApiProperty({ nullable: true, type: String, description: 'What it is at, such as `export.documents`.' })
  step!: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'A code such as export.interrupted.' })
  error!: string | null;

  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'The export or document it is about.' })
  subjectId!: string | null;

  @ApiProperty({
    nullable: true,
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How much it did: of an import `documents`, `conversations` and `skipped`.',
  })
  counts!: Readonly<Record<string, number>> | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  finishedAt!: string | null;
}

export class JobListDto {
  @ApiProperty({ type: [JobDto] })
  data!: JobDto[];
}
