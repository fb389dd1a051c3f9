import { availableParallelism } from 'node:os'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { accepted, type Outcome, refused } from '#kernel/outcome'

/** Argon2id at one of the costs that OWASP's password storage cheat sheet holds equal; why this one is in decision 10. */
const passwordCost = { memoryCost: 7_168, timeCost: 5, parallelism: 1 } as const

/**
 * Hashes passwords a few at a time: a storm of sign-ins waits in its own line and never takes every core from the pages.
 * Every function refuses with `busy` when the line is full: the caller answers 429.
 */
export interface Passwords {
  /** A hash in PHC format, with its salt and its cost. */
  hash(password: string): Promise<Outcome<string, 'busy'>>
  /**
   * Compares with a stored hash. Without one (no such account) the same work is done and the answer is no:
   * time tells nothing. `isOutdated` says that the hash was made at another cost: hash the password anew.
   */
  verify(stored: string | null, password: string): Promise<Outcome<PasswordCheck, 'busy'>>
}

interface PasswordCheck {
  readonly matches: boolean
  readonly isOutdated: boolean
}

interface PasswordsOptions {
  /** Hashes at the same time; by default half of the cores. */
  readonly concurrency?: number
  /** Callers who may wait; by default what one second hashes. */
  readonly longestLine?: number
}

const hashesPerSecond = 60

export function createPasswords(options: PasswordsOptions = {}): Passwords {
  const concurrency = options.concurrency ?? Math.max(1, Math.floor(availableParallelism() / 2))
  const inLine = createLine(concurrency, options.longestLine ?? concurrency * hashesPerSecond)
  let decoy: Promise<string> | undefined

  return {
    hash: (password) => inLine(() => hash(prepared(password), passwordCost)),
    verify: (stored, password) =>
      inLine(async () => {
        if (stored !== null)
          return { matches: await verify(stored, prepared(password)), isOutdated: isOutdated(stored) }
        decoy ??= hash('a password that nobody has', passwordCost)
        await verify(await decoy, prepared(password))
        return { matches: false, isOutdated: false }
      }),
  }
}

/** The same text typed on two keyboards may come composed or not (é); it is one password. */
const prepared = (password: string): string => password.normalize('NFC')

function isOutdated(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(stored)
  return (
    memoryCost !== passwordCost.memoryCost ||
    timeCost !== passwordCost.timeCost ||
    parallelism !== passwordCost.parallelism
  )
}

/** Runs a few works at once, lets some wait in order, refuses the others at once. */
function createLine(concurrency: number, longest: number) {
  const waiting: (() => void)[] = []
  let running = 0

  return async <T>(work: () => Promise<T>): Promise<Outcome<T, 'busy'>> => {
    if (running >= concurrency) {
      if (waiting.length >= longest) return refused('busy')
      // Whoever ends hands its place over: `running` does not move, nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return accepted(await work())
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
