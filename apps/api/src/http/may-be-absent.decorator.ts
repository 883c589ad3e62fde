import { ValidateIf } from 'class-validator';

/**
 * A field that may be left out, and is checked like any other where it is there. class-validator's own `IsOptional`
 * lets `null` through as well, past every other rule: use that one for fields where null means something.
 */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);
