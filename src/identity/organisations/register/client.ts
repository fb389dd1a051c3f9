import { type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Clock } from '#kernel/clock'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Database } from '#platform/db'
import type { RegisterNumber } from '../domain/numbers.ts'
import type { Officer, RegisteredEstablishment, RegisteredOrganisation } from '../schema.ts'
import { findAnswer, saveAnswer } from '../store/register.ts'
import {
  Association,
  associationOf,
  companyOf,
  Establishment,
  establishmentOf,
  LegalUnit,
  Officers,
  officersOf,
} from './answers.ts'
import { ask, type Refused, type RegisterAccess } from './call.ts'

export interface Asking {
  readonly db: Database
  readonly clock: Clock
}

/** Something read in the register, and when: from memory when it is fresh, or when the register does not answer. */
export interface Reading<T> {
  readonly value: T
  readonly at: Date
  /** Older than what is fresh: good enough to show, never to prove. */
  readonly isStale: boolean
}

export interface Register {
  /** What an organisation is. */
  find(by: Asking, number: RegisterNumber): Promise<Outcome<Reading<RegisteredOrganisation>, Refused>>
  /** One of its places, by SIRET. */
  establishment(by: Asking, siret: string): Promise<Outcome<Reading<RegisteredEstablishment>, Refused>>
  /** An association, by SIREN or RNA, as the register of associations knows it. */
  association(by: Asking, number: string): Promise<Outcome<Reading<RegisteredOrganisation>, Refused>>
  /** Who answers for a firm. */
  officers(by: Asking, siren: string): Promise<Outcome<Reading<readonly Officer[]>, Refused>>
}

const hours = (count: number): number => count * 3_600_000
/** Answers stay fresh for a day: the register itself is updated once a day. */
const freshFor = hours(24)
/** An answer no longer fresh is shown for a week while the register does not answer. */
const keptFor = hours(24 * 7)

/** Reads the State's register; undefined access: this installation has none. */
export function createRegister(access: RegisterAccess | undefined): Register {
  const read = readerOf(access)
  return {
    find: (by, number) =>
      number.kind === 'rna' ? findAssociation(read, by, number.rna) : findCompany(read, by, number),
    establishment: async (by, siret) => {
      const found = await establishment(read, by, siret)
      return found.ok ? accepted({ ...found.value, value: establishmentOf(found.value.value) }) : found
    },
    association: (by, number) => findAssociation(read, by, number),
    officers: async (by, siren) => {
      const path = `/v3/infogreffe/rcs/unites_legales/${siren}/mandataires_sociaux`
      const found = await read(by, { resource: 'officers', number: siren, path, schema: Officers })
      return found.ok ? accepted({ ...found.value, value: officersOf(found.value.value) }) : found
    },
  }
}

interface Question<Schema extends TSchema> {
  readonly resource: string
  readonly number: string
  readonly path: string
  readonly schema: Schema
}

type Read = <Schema extends TSchema>(
  by: Asking,
  question: Question<Schema>,
) => Promise<Outcome<Reading<Static<Schema>>, Refused>>

const isPassing = ({ reason }: Refused): boolean => reason === 'unavailable' || reason === 'busy'

interface Remembered<T> {
  readonly at: Date
  /** In milliseconds. */
  readonly age: number
  readonly isUnknown: boolean
  /** Undefined when what is kept no longer says what we read. */
  readonly value: T | undefined
}

async function recall<Schema extends TSchema>(
  by: Asking,
  { resource, number, schema }: Question<Schema>,
): Promise<Remembered<Static<Schema>> | undefined> {
  const known = await by.db.readTerritory((tx) => findAnswer(tx, resource, number))
  if (!known) return undefined
  return {
    at: known.fetchedAt,
    age: by.clock.now().getTime() - known.fetchedAt.getTime(),
    isUnknown: known.status === 404,
    value: Value.Check(schema, known.body) ? known.body : undefined,
  }
}

/** Memory first, then the register; the memory again when the register is only out of order. */
function readerOf(access: RegisterAccess | undefined): Read {
  return async (by, question) => {
    if (!access) return refused({ reason: 'not_configured' as const })
    const known = await recall(by, question)
    if (known && known.age < freshFor) {
      if (known.isUnknown) return refused({ reason: 'unknown' as const })
      if (known.value) return accepted({ value: known.value, at: known.at, isStale: false })
    }
    const answer = await askAndKeep(access, by, question)
    const mayShow = !answer.ok && isPassing(answer.refusal) && known?.value && known.age < keptFor
    return mayShow ? accepted({ value: known.value, at: known.at, isStale: true }) : answer
  }
}

async function askAndKeep<Schema extends TSchema>(
  access: RegisterAccess,
  by: Asking,
  { resource, number, path, schema }: Question<Schema>,
): Promise<Outcome<Reading<Static<Schema>>, Refused>> {
  const answer = await ask(access, path, schema)
  if (answer.ok) {
    await keep(by, { resource, number, status: 200, body: answer.value })
    return accepted({ value: answer.value, at: by.clock.now(), isStale: false })
  }
  if (answer.refusal.reason === 'unknown') await keep(by, { resource, number, status: 404, body: {} })
  return answer
}

const keep = (by: Asking, answer: { resource: string; number: string; status: number; body: unknown }): Promise<void> =>
  by.db.withTerritory((tx) => saveAnswer(tx, { ...answer, fetchedAt: by.clock.now() }))

type Found = Outcome<Reading<RegisteredOrganisation>, Refused>

async function findCompany(read: Read, by: Asking, number: Exclude<RegisterNumber, { kind: 'rna' }>): Promise<Found> {
  const { siren } = number
  const path = `/v3/insee/sirene/unites_legales/${siren}`
  const unit = await read(by, { resource: 'unit', number: siren, path, schema: LegalUnit })
  if (!unit.ok) return unit
  const seatSiret = unit.value.value.data.siret_siege_social ?? undefined
  // An establishment that the register does not know makes the whole number unknown.
  if (number.kind === 'siret' && number.siret !== seatSiret) {
    const own = await establishment(read, by, number.siret)
    if (!own.ok) return own
  }
  const seat = seatSiret === undefined ? undefined : await establishment(read, by, seatSiret)
  // Without the seat one can still go on: only a letter cannot be sent.
  const company = companyOf(unit.value.value.data, seat?.ok ? seat.value.value.data : undefined)
  return accepted({ ...unit.value, value: company })
}

const establishment = (read: Read, by: Asking, siret: string) =>
  read(by, {
    resource: 'establishment',
    number: siret,
    path: `/v3/insee/sirene/etablissements/${siret}`,
    schema: Establishment,
  })

async function findAssociation(read: Read, by: Asking, number: string): Promise<Found> {
  const path = `/v4/djepva/api-association/associations/${number}`
  const found = await read(by, { resource: 'association', number, path, schema: Association })
  return found.ok ? accepted({ ...found.value, value: associationOf(found.value.value) }) : found
}
