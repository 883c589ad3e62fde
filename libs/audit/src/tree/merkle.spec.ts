import { hash } from 'node:crypto';
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MerkleFrontier } from './merkle-frontier.js';
import { leafHash, nodeHash } from './merkle-hash.js';
import { isConsistent, isIncluded } from './merkle-proofs.js';
import { frontierOf, MerkleTree } from './merkle-tree.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', bytes, 'buffer'));

/** The eight leaves of the reference implementation of RFC 6962 (google/certificate-transparency, merkletree tests). */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const LEAVES = INPUTS.map((input) => sha256(Buffer.concat([Uint8Array.of(0), Buffer.from(input, 'hex')])));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function treeOf(size: number): MerkleTree {
  const tree = new MerkleTree();
  for (let index = 0; index < size; index += 1) tree.append(leafHash(`entry ${index}`));
  return tree;
}

/** The definition of RFC 6962 §2.1, word for word. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

describe('the Merkle tree', () => {
  it('has the roots of the reference implementation', () => {
    const tree = new MerkleTree();
    expect(hex(tree.root())).toBe(ROOTS[0]);
    for (const [index, leaf] of LEAVES.entries()) {
      tree.append(leaf);
      expect(hex(tree.root())).toBe(ROOTS[index + 1]);
      expect(hex(frontierOf(LEAVES.slice(0, index + 1)).root())).toBe(ROOTS[index + 1]);
    }
    expect(ROOTS.map((_, size) => hex(tree.root(size)))).toEqual(ROOTS);
  });

  it('has the proofs of the reference implementation', () => {
    const tree = new MerkleTree();
    for (const leaf of LEAVES) tree.append(leaf);
    expect(tree.inclusionProof(0).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(tree.consistencyProof(6).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  it('has the defined root whatever its size, and goes on from a frontier that was put away', () => {
    assert(
      property(integer({ min: 0, max: 300 }), integer({ min: 0, max: 300 }), (before, after) => {
        const leaves = Array.from({ length: before + after }, (_, index) => leafHash(String(index)));
        const kept = frontierOf(leaves.slice(0, before));
        const restored = MerkleFrontier.decode(before, kept.encode());
        for (const leaf of leaves.slice(before)) restored?.append(leaf);
        expect(restored?.size).toBe(before + after);
        expect(hex(restored?.root() ?? new Uint8Array(0))).toBe(hex(definedRoot(leaves)));
        expect(MerkleFrontier.decode(before + 1, Buffer.concat([kept.encode(), new Uint8Array(1)]))).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

describe('proofs', () => {
  const size = integer({ min: 1, max: 200 });
  const flip = (hashes: readonly Uint8Array[], at: number): Uint8Array[] =>
    hashes.map((one, index) => (index === at ? one.map((byte, place) => (place === 7 ? byte ^ 1 : byte)) : one));

  it('of inclusion hold for each leaf, and for nothing else', () => {
    assert(
      property(size, integer({ min: 0, max: 199 }), integer({ min: 0, max: 30 }), (leaves, anyIndex, anyPlace) => {
        const tree = treeOf(leaves);
        const index = anyIndex % leaves;
        const proof = tree.inclusionProof(index);
        const leaf = leafHash(`entry ${index}`);
        const holds = (path = proof, at = index, of = leaves, what = leaf): boolean =>
          isIncluded(what, at, of, path, tree.root());
        expect(holds()).toBe(true);
        expect(holds(proof, index, leaves, leafHash('forged'))).toBe(false);
        expect(holds([...proof, leaf])).toBe(false);
        expect(holds(proof, leaves)).toBe(false);
        if (leaves > 1) expect(holds(proof, (index + 1) % leaves)).toBe(false);
        if (proof.length > 0) {
          expect(holds(flip(proof, anyPlace % proof.length))).toBe(false);
          expect(holds(proof.slice(1))).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('of consistency hold for each beginning, and for no other tree', () => {
    assert(
      property(size, integer({ min: 0, max: 200 }), integer({ min: 0, max: 30 }), (leaves, anyBefore, anyPlace) => {
        const tree = treeOf(leaves);
        const before = anyBefore % (leaves + 1);
        const proof = tree.consistencyProof(before);
        const [older, newer] = [
          { size: before, root: tree.root(before) },
          { size: leaves, root: tree.root() },
        ];
        expect(isConsistent(older, newer, proof)).toBe(true);
        expect(isConsistent(older, newer, [...proof, leafHash('more')])).toBe(false);
        if (before === 0) return;
        expect(isConsistent({ size: before, root: leafHash('fork') }, newer, proof)).toBe(false);
        expect(isConsistent(older, { size: leaves, root: leafHash('fork') }, proof)).toBe(false);
        if (before < leaves) expect(isConsistent(newer, older, proof)).toBe(false);
        if (proof.length > 0) expect(isConsistent(older, newer, flip(proof, anyPlace % proof.length))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
