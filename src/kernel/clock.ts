/** The only source of the present moment: services receive it, tests move it. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until told otherwise. */
export function fixedClock(at: Date): Clock & { set(at: Date): void; advance(milliseconds: number): void } {
  let current = at
  return {
    now: () => current,
    set: (next) => {
      current = next
    },
    advance: (milliseconds) => {
      current = new Date(current.getTime() + milliseconds)
    },
  }
}
