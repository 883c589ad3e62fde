/**
 * [Note: Scan kernel] The one loop that a question spends its time in: dot products of a 16-bit query with 8-bit vectors.
 * For 55,000 vectors of 384, four-way unrolled JavaScript took 10 to 16 ms of a core and WebAssembly SIMD less than 2.
 * The module is assembled here, from its instructions, so that no tool and no binary file is needed to read or change it:
 * ```
 * (func (export "scan") (param $vector i32) (param $count i32) (param $stride i32) (param $query i32) (param $out i32)
 *   (local $q i32) (local $end i32) (local $sum v128) (local $x v128)
 *   (block (loop
 *     (br_if 1 (i32.eqz (local.get $count)))
 *     sum = 0, q = query, end = vector + stride
 *     (loop
 *       x = v128.load vector
 *       sum += i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s x, v128.load q)
 *       sum += i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s x, v128.load q + 16)
 *       vector += 16, q += 32
 *       (br_if 0 (i32.lt_u vector end)))
 *     i32.store out (sum of the four lanes)
 *     out += 4, count -= 1
 *     (br 0))))
 * ```
 */
export type ScanKernel = (vector: number, count: number, stride: number, query: number, out: number) => void;

const I32 = 0x7f;
const V128 = 0x7b;
const VOID = 0x40;
const END = 0x0b;

const VECTOR = 0;
const COUNT = 1;
const STRIDE = 2;
const QUERY = 3;
const OUT = 4;
const Q = 5;
const ROW_END = 6;
const SUM = 7;
const X = 8;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, value];
const ADD = [0x6a];
const simd = (opcode: number): number[] =>
  opcode < 0x80 ? [0xfd, opcode] : [0xfd, (opcode & 0x7f) | 0x80, opcode >> 7];
const load = (offset: number): number[] => [...simd(0), 4, offset];
const lane = (number: number): number[] => [...simd(27), number];
const EXTEND_LOW = simd(135);
const EXTEND_HIGH = simd(136);
const DOT = simd(186);
const ADD_LANES = simd(174);

const multiplyAdd = (extend: number[], offset: number): number[] =>
  [get(SUM), get(X), extend, get(Q), load(offset), DOT, ADD_LANES, set(SUM)].flat();
const advance = (local: number, by: number): number[] => [get(local), constant(by), ADD, set(local)].flat();
const sumOfLanes = [
  [get(SUM), lane(0), get(SUM), lane(1), ADD],
  [get(SUM), lane(2), ADD, get(SUM), lane(3), ADD],
].flat(2);

const BLOCK = [0x02, VOID];
const LOOP = [0x03, VOID];
const branch = (depth: number): number[] => [0x0c, depth];
const branchIf = (depth: number): number[] => [0x0d, depth];
const IS_ZERO = [0x45];
const IS_LESS = [0x49];
const SUBTRACT = [0x6b];
const STORE = [0x36, 2, 0];
const ZEROS = [...simd(12), ...Array.from({ length: 16 }, () => 0)];

const BODY = [
  [[2, 2, I32, 2, V128]],
  [BLOCK, LOOP],
  [get(COUNT), IS_ZERO, branchIf(1)],
  [ZEROS, set(SUM), get(QUERY), set(Q)],
  [get(VECTOR), get(STRIDE), ADD, set(ROW_END)],
  [LOOP],
  [get(VECTOR), load(0), set(X)],
  [multiplyAdd(EXTEND_LOW, 0), multiplyAdd(EXTEND_HIGH, 16)],
  [advance(VECTOR, 16), advance(Q, 32)],
  [get(VECTOR), get(ROW_END), IS_LESS, branchIf(0), [END]],
  [get(OUT), sumOfLanes, STORE],
  [advance(OUT, 4), get(COUNT), constant(1), SUBTRACT, set(COUNT), branch(0)],
  [[END, END, END]],
].flat(2);

/** @param content At most 16,383 bytes, which two bytes of LEB128 can say. */
const sized = (content: readonly number[]): number[] => [
  (content.length & 0x7f) | 0x80,
  content.length >> 7,
  ...content,
];
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)];

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const module = new WebAssembly.Module(
  Uint8Array.from(
    [
      MAGIC_AND_VERSION,
      section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
      section(2, [1, ...name('index'), ...name('memory'), 0x02, 0x00, 1]),
      section(3, [1, 0]),
      section(7, [1, ...name('scan'), 0x00, 0]),
      section(10, [1, ...sized(BODY)]),
    ].flat(),
  ),
);

/** @returns The kernel over this memory. */
export function scanKernel(memory: WebAssembly.Memory): ScanKernel {
  const { scan } = new WebAssembly.Instance(module, { index: { memory } }).exports;
  if (typeof scan !== 'function') throw new TypeError('the scan kernel has no export');
  return (vector, count, stride, query, out) => void scan(vector, count, stride, query, out);
}
