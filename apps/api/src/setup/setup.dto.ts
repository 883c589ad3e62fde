import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { NewMemberRequest } from '../auth/auth.dto.js';

export class SetupRequestDto extends NewMemberRequest {
  @ApiProperty({ description: 'Printed at the first start, and in the data folder until it is used.' })
  @IsString()
  @Length(1, 64)
  code!: string;
}

export class PassphraseSuggestionDto {
  @ApiProperty({ description: 'Five words of a list of 7,776: 64.6 bits.' })
  passphrase!: string;
}
