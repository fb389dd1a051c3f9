import { readFileSync } from 'node:fs'
import { createPasswords } from '#platform/crypto'
import { ldapPackages } from '../tests/support/ldap.ts'
import { lemonPackages } from '../tests/support/lemonldap.ts'
import { whyNotInstalled } from '../tests/support/debian.ts'
import { childrenOf } from '../tests/support/platform.ts'
import { type Figure, figure, median } from './figures.ts'
import { inProcess } from './load.ts'
import { openOurs } from './sign-in/ours.ts'
import { openRival } from './sign-in/rival.ts'
import type { Kind, WalkJob, WalkResult } from './sign-in/walk-process.ts'
import type { Provider } from './sign-in/walk.ts'
import type { Stage } from './stage.ts'

const password = 'bonjour-traboule'
const kinds: readonly Kind[] = ['login', 'again', 'introspection']

interface Side {
  readonly provider: Provider
  /** The first of its processes; theirs are found below them. */
  readonly pids: readonly number[]
}

interface Size {
  readonly people: number
  readonly sessions: number
  readonly seconds: number
  /** Before the first turn that counts, in seconds. */
  readonly warming: number
  /** Before each turn, in seconds, for the process that asks. */
  readonly waking: number
  readonly turns: number
}

/**
 * Whole sign-ins, sign-ins under a live session and introspections a second, beside LemonLDAP::NG in the same run: the
 * same hashes of passwords (in OpenLDAP for it), the same algorithm of signature, the same browser's steps, turn by turn.
 */
export async function measureSignIn({ isSmoke }: Stage): Promise<Figure[]> {
  const size: Size = isSmoke
    ? { people: 50, sessions: 20, seconds: 0.5, warming: 0.5, waking: 0, turns: 1 }
    : { people: 1_400_000, sessions: 100_000, seconds: 6, warming: 60, waking: 2, turns: 3 }
  const hashed = await createPasswords().hash(password)
  if (!hashed.ok) throw new Error('no hash')
  const missing = whyNotInstalled(...lemonPackages, ...ldapPackages)
  const ours = await openOurs({ webProcesses: 2, ...size, passwordHash: hashed.value })
  try {
    const us: Side = { provider: ours.provider, pids: [ours.platform.process.pid ?? 0] }
    if (missing !== undefined) {
      process.stdout.write(`LemonLDAP::NG is not measured: ${missing}\n`)
      return figuresOf(size, await inTurns(size, { us }))
    }
    return await besideRival(size, us, hashed.value)
  } finally {
    await ours.close()
  }
}

const named: Readonly<Record<Kind, string>> = { login: 'logins', again: 'sign_ins', introspection: 'introspections' }

async function besideRival(size: Size, us: Side, passwordHash: string): Promise<Figure[]> {
  const rival = await openRival({ people: size.people, passwordHash })
  try {
    const figures: Figure[] = []
    for (const workers of [2, 4]) {
      await rival.useWorkers(workers)
      if (figures.length === 0) await rival.addSessions(size.sessions)
      const them: Side = { provider: rival.provider, pids: rival.daemons().map(({ pid }) => pid) }
      figures.push(...figuresOf(size, await inTurns(size, { us, them }), workers))
    }
    return figures
  } finally {
    await rival.close()
  }
}

/** What one side did in each turn, by kind: how many a second, and the time computed for each, in milliseconds. */
type Measured = Record<Kind, { readonly perSecond: number[]; readonly cpu: number[] }>

/** One side, then the other, and again: what the machine does meanwhile falls on both. */
async function inTurns(size: Size, sides: { us: Side; them?: Side }): Promise<{ us: Measured; them?: Measured }> {
  const us = nothingYet()
  const them = nothingYet()
  for (const kind of kinds) {
    // Both are as warm as after an hour of work before the first turn that counts: a compiler learns by use, caches fill. Ours
    // still gains a tenth between half a minute and a whole one.
    const warming = { ...size, seconds: size.warming }
    await measureOne(warming, { kind, side: sides.us, into: nothingYet() })
    if (sides.them) await measureOne(warming, { kind, side: sides.them, into: nothingYet() })
    for (let turn = 0; turn < size.turns; turn++) {
      await measureOne(size, { kind, side: sides.us, into: us })
      if (sides.them) await measureOne(size, { kind, side: sides.them, into: them })
    }
  }
  return sides.them ? { us, them } : { us }
}

const nothingYet = (): Measured => ({
  login: { perSecond: [], cpu: [] },
  again: { perSecond: [], cpu: [] },
  introspection: { perSecond: [], cpu: [] },
})

async function measureOne(size: Size, { kind, side, into }: { kind: Kind; side: Side; into: Measured }): Promise<void> {
  // More than can sign in meanwhile: who comes again from elsewhere is written to, which is another measure.
  const length = Math.min(size.people, 200 * Math.ceil(size.waking + size.seconds))
  const people = Array.from({ length }, () => ({
    name: nameOf(side.provider, nextPerson(size)),
    password,
  }))
  const { waking, seconds } = size
  const job: WalkJob = { provider: side.provider, kind, people, connections: 8, warming: waking, seconds }
  const before = cpuOf(side.pids)
  const { count, perSecond } = await inProcess<WalkResult>('sign-in/walk-process.ts', job)
  into[kind].perSecond.push(perSecond)
  // What was done before the clock was computed too.
  into[kind].cpu.push((cpuOf(side.pids) - before) / count)
}

let drawn = 0

/** Spread over all of them, so that each is read from the disk's depth; nobody twice while there are others. */
const nextPerson = ({ people }: Size): number => (drawn++ * 7919) % people

const nameOf = ({ fields }: Provider, index: number): string =>
  fields.name === 'email' ? `p${index}@exemple.fr` : `p${index}`

/** Time that processes and all below them computed, in milliseconds, on Linux. */
function cpuOf(pids: readonly number[]): number {
  const below = pids.flatMap((pid) => [pid, ...descendantsOf(pid)])
  return below.reduce((sum, pid) => sum + ticksOf(pid) * 10, 0)
}

const descendantsOf = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)])

function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

function figuresOf(size: Size, { us, them }: { us: Measured; them?: Measured }, workers?: number): Figure[] {
  const note = `${size.people} accounts, ${size.sessions} sessions, median of ${size.turns}`
  return kinds.flatMap((kind) => {
    const name = `sign_in.${named[kind]}${workers === undefined ? '' : `_beside_${workers}_workers`}`
    const ours = median(us[kind].perSecond)
    const own = [
      figure(name, ours, 'a second', { note }),
      figure(`${name}.cpu`, median(us[kind].cpu), 'ms of processor each', { note }),
    ]
    if (!them) return own
    const theirs = median(them[kind].perSecond)
    return [
      ...own,
      figure(`${name}.theirs`, theirs, 'a second', { note }),
      figure(`${name}.theirs.cpu`, median(them[kind].cpu), 'ms of processor each', { note }),
      figure(`${name}.ratio`, ours / theirs, 'times theirs', { bar: { atLeast: 3 }, note }),
    ]
  })
}
