/** Draws that come again with the same seed (mulberry32). */
export interface Random {
  /** From 0 to `below`, not included. */
  nat(below: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  letters(count: number): string
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const nat = (below: number): number => Math.floor(next() * below)
  return {
    nat,
    chance: (share) => next() < share,
    pick: (list) => {
      const chosen = list[nat(list.length)]
      if (chosen === undefined) throw new Error('nothing to pick from')
      return chosen
    },
    letters: (count) => Array.from({ length: count }, () => 'abcdefghijklmnop'[nat(16)]).join(''),
  }
}
