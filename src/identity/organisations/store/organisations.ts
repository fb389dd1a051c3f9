import { query, type Tx } from '#platform/db'
import type { RegisterNumber } from '../domain/numbers.ts'
import type { Organisation } from '../schema.ts'

const organisations = () =>
  query
    .selectFrom('organisations.organisation')
    .select(['id', 'kind', 'siren', 'rna', 'country', 'name'])
    .select(['foreign_number as foreignNumber', 'legal_form as legalForm', 'is_active as isActive'])
    .select(['seat_siret as seatSiret', 'seat_address as seatAddress', 'official_email as officialEmail'])
    .select(['email_domains as emailDomains', 'looked_after_by as lookedAfterBy', 'read_at as readAt'])

export const findOrganisation = async (tx: Tx, id: string): Promise<Organisation | undefined> =>
  (await tx.first(organisations().where('id', '=', id))) as Organisation | undefined

export const listOrganisations = async (tx: Tx, ids: readonly string[]): Promise<Organisation[]> =>
  ids.length === 0
    ? []
    : ((await tx.all(
        organisations()
          .where('id', 'in', [...ids])
          .orderBy('name')
          .orderBy('id'),
      )) as Organisation[])

export async function findByNumber(tx: Tx, number: RegisterNumber): Promise<Organisation | undefined> {
  const by = number.kind === 'rna' ? (['rna', number.rna] as const) : (['siren', number.siren] as const)
  return (await tx.first(organisations().where(by[0], '=', by[1]))) as Organisation | undefined
}

export const findByForeignNumber = async (tx: Tx, country: string, number: string): Promise<Organisation | undefined> =>
  (await tx.first(organisations().where('country', '=', country).where('foreign_number', '=', number))) as
    | Organisation
    | undefined

/** Writes it unless somebody else just did; whoever asks reads it again. */
export async function insertOrganisation(tx: Tx, row: Omit<Organisation, 'emailDomains'>): Promise<void> {
  await tx.run(
    query
      .insertInto('organisations.organisation')
      .values({
        id: row.id,
        kind: row.kind,
        siren: row.siren,
        rna: row.rna,
        foreign_number: row.foreignNumber,
        country: row.country,
        name: row.name,
        legal_form: row.legalForm,
        is_active: row.isActive,
        seat_siret: row.seatSiret,
        seat_address: [...row.seatAddress],
        official_email: row.officialEmail,
        looked_after_by: row.lookedAfterBy,
        read_at: row.readAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
}

/** What the register says today. */
export const updateFromRegister = (tx: Tx, row: Omit<Organisation, 'emailDomains'>): Promise<number> =>
  tx.run(
    query
      .updateTable('organisations.organisation')
      .set({
        rna: row.rna,
        name: row.name,
        legal_form: row.legalForm,
        is_active: row.isActive,
        seat_siret: row.seatSiret,
        seat_address: [...row.seatAddress],
        official_email: row.officialEmail,
        looked_after_by: row.lookedAfterBy,
        read_at: row.readAt,
      })
      .where('id', '=', row.id),
  )

export const setEmailDomains = (tx: Tx, id: string, domains: readonly string[]): Promise<number> =>
  tx.run(
    query
      .updateTable('organisations.organisation')
      .set({ email_domains: [...domains] })
      .where('id', '=', id),
  )
